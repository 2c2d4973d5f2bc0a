"""How long a picture of key points takes, and how large it is, in 17 languages and the three formats.

    python bench/cards.py [--save DIR]

Processor time of this process: shaping, finding the size at which all of it fits, drawing, compressing. ``--save``
writes the pictures, to be looked at.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from bot.card import draw
from bot.model.card import Card, CardGroup, Look
from bot.platforms import facebook, x, youtube

FORMATS = {kind.RULES.platform: kind.RULES.card for kind in (x, facebook, youtube)}
WORDS = {
    "ar": (
        "رئيس البلدية يعترف بأن إغلاق السوق كان «خطأ»",
        "وقال رئيس البلدية:",
        "القرار اتخذ «دون استشارة التجار» في 3 مارس",
    ),
    "de": (
        "Hohenwiek will eine Fähre und nennt drei Bedingungen",
        "Die Bürgermeisterin fordert:",
        "Das Schiff soll „vom ersten Tag an“ ohne Diesel fahren",
    ),
    "el": (
        "Ο δήμαρχος παραδέχεται «λάθος» για το κλείσιμο της βιβλιοθήκης",
        "Ο δήμαρχος παραδέχεται:",
        "Η απόφαση πάρθηκε «χωρίς διάλογο» με τους κατοίκους",
    ),
    "en": (
        "Council admits the ferry terminal was “a costly error”",
        "The council admits:",
        "No study of the tides was made before building began in 2019",
    ),
    "es": (
        "La alcaldesa admite «un error» en el cierre del mercado",
        "La alcaldesa admite:",
        "La decisión se tomó «sin consultar» a 1.400 vecinos",
    ),
    "fa": (
        "شهردار: پل جدید «ایمن نیست»",
        "شهردار می‌گوید:",
        "هزینه ساخت پل ۱۲ میلیون یورو بود، نه ۸ میلیون",
    ),
    "fr": (
        "Le préfet reconnaît « une erreur » dans l’évacuation du barrage",
        "Le préfet admet :",
        "L’alerte est partie « avec deux heures de retard »",
    ),
    "he": ("NATO: ההחלטה התקבלה «פה אחד»", "NATO מודיעה:", "EU לא השתתפה בהצבעה ביום 3 במאי"),
    "hi": (
        "मंत्री ने माना कि पुल बंद करना “एक भूल” थी",
        "मंत्री ने कहा:",
        "रिपोर्ट के 1,400 पत्रों का उत्तर नहीं दिया गया",
    ),
    "it": (
        "Il sindaco ammette «un errore» sulla chiusura del mercato",
        "Il sindaco ammette:",
        "La decisione fu presa «senza consultare» i commercianti",
    ),
    "ja": (
        "市長、図書館の閉鎖は「誤りだった」と認める",
        "市長の発言：",
        "費用は一億二千万円に上り、当初の見積もりの二倍を超えた",
    ),
    "ka": (
        "მერი აღიარებს, რომ ხიდის დახურვა „შეცდომა“ იყო",
        "მერი ამბობს:",
        "წერილებს პასუხი არ გაეცა",
    ),
    "ko": (
        "시장 “도서관 폐쇄는 잘못이었다”",
        "시장의 발언:",
        "결정은 “주민과의 대화 없이” 이루어졌다",
    ),
    "pl": (
        "Burmistrz przyznaje: zamknięcie mostu było „błędem”",
        "Burmistrz przyznaje:",
        "Mieszkańcy „nie zostali wysłuchani” – żądają źródła decyzji",
    ),
    "th": (
        "นายกเทศมนตรียอมรับว่าการปิดสะพานเป็นความผิดพลาด",
        "นายกเทศมนตรีกล่าวว่า:",
        "ไม่มีการตอบจดหมายหนึ่งพันสี่ร้อยฉบับ",
    ),
    "uk": (
        "Мер визнав закриття бібліотеки «помилкою»",
        "Мер визнав:",
        "Рішення ухвалили «без розмови» з мешканцями",
    ),
    "zh": (
        "市长承认关闭图书馆是“错误”",
        "市长承认：",
        "决定“没有征求居民意见”，图书馆将于三月重新开放",
    ),
}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--save", type=Path)
    options = parser.parse_args()
    times, sizes = [], []
    draw(_card("en", "x"))  # the fonts are loaded once
    draw.cache_clear()
    for language in WORDS:
        for platform in FORMATS:
            start = time.process_time()
            content = draw(_card(language, platform))
            times.append(time.process_time() - start)
            sizes.append(len(content))
            if options.save:
                options.save.mkdir(parents=True, exist_ok=True)
                (options.save / f"{language}-{platform}.png").write_bytes(content)
    print(
        f"{len(times)} pictures: {sum(times) / len(times):.3f} s of processor time each, the slowest {max(times):.3f} s;"
        f" {min(sizes) // 1000} to {max(sizes) // 1000} KB"
    )


def _card(language: str, platform: str) -> Card:
    title, line, point = WORDS[language]
    form = FORMATS[platform]
    assert form is not None
    groups = (CardGroup(line, (point, point)), CardGroup(None, (point,)))
    leftward = language in ("ar", "fa", "he")
    return Card(title, groups, "The Sample", language, leftward, form, Look())


if __name__ == "__main__":
    main()
