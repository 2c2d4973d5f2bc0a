"""Cards in many scripts, for tests of the pictures."""

from __future__ import annotations

from bot.model.card import Card, CardFormat, CardGroup, Look

X = CardFormat(width=1600, height=900, max_bytes=5_000_000, alt_limit=1_000)
TALL = CardFormat(width=1080, height=1350, max_bytes=4_000_000, alt_limit=1_000)
SQUARE = CardFormat(width=1080, height=1080, max_bytes=16_000_000, alt_limit=1_500)

WORDS = {
    "en": "The minister “never” answered 1,400 letters, says the report of 2026.",
    "de": "Das Schiff soll „vom ersten Tag an“ ohne Diesel fahren, größer als geplant.",
    "fr": "L’alerte est partie « avec deux heures de retard », dit le préfet.",
    "pl": "Mieszkańcy „nie zostali wysłuchani” – żądają źródła decyzji.",
    "vi": "Người dân chưa được hỏi ý kiến về quyết định đóng cửa thư viện.",
    "el": "Η απόφαση πάρθηκε «χωρίς διάλογο» με τους κατοίκους της πόλης.",
    "uk": "Рішення ухвалили «без розмови» з мешканцями, пам’ятку відновлять.",
    "ar": "القرار اتخذ «دون استشارة التجار» في 3 مارس مع NATO والاتحاد.",
    "fa": "هزینه ساخت پل ۱۲ میلیون یورو بود، می‌گوید شهردار.",
    "he": "EU לא השתתפה בהצבעה (ביום 3 במאי) «עד להודעה חדשה».",
    "ja": "市長、図書館の閉鎖は「誤りだった」と認め、三月に再び開くと述べた。",
    "zh": "市长承认关闭图书馆是“错误”，决定没有征求居民意见。",
    "zh-TW": "市長承認關閉圖書館是「錯誤」，決定沒有徵求居民意見。",
    "ko": "시장은 “도서관 폐쇄는 잘못이었다”고 인정하고 3월에 다시 연다고 밝혔다.",
    "hi": "मंत्री ने रिपोर्ट के 1,400 पत्रों का उत्तर नहीं दिया।",
    "th": "รัฐมนตรีไม่ได้ตอบจดหมายหนึ่งพันสี่ร้อยฉบับตามรายงาน",
    "ka": "მინისტრმა წერილებს არ უპასუხა, ნათქვამია ანგარიშში.",
}
LEFTWARD = frozenset({"ar", "fa", "he"})


def a_card(
    language: str = "en",
    *,
    title: str | None = None,
    groups: tuple[CardGroup, ...] | None = None,
    form: CardFormat = X,
    look: Look | None = None,
    site_name: str = "EU Today",
) -> Card:
    words = WORDS[language]
    if groups is None:
        groups = (CardGroup(words.split(",")[0] + ":", (words, words)),)
    return Card(
        title=title if title is not None else words,
        groups=groups,
        site_name=site_name,
        language=language,
        leftward=language in LEFTWARD,
        format=form,
        look=look or Look(),
    )
