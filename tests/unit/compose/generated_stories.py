"""Stories made of a few patterns in several scripts, the same for the same seed."""

from random import Random

from bot.model.article import Article
from bot.model.keypoint import KeyPoint, Origin, Span

SPEAKERS = {
    "en": ("Ada Holt", "Ben Ruiz", "Cora Lind", "Dan Okoye"),
    "de": ("Anna Groß", "Bernd Löw", "Clara Voß", "Dirk Ahlers"),
    "fr": ("Anne Leroy", "Benoît Faure", "Chloé Noël", "Denis Roux"),
    "el": ("Άννα Λάμπρου", "Νίκος Δήμας", "Ελένη Ρήγα", "Πέτρος Κανάς"),
    "uk": ("Олена Бойко", "Іван Мороз", "Марія Шевчук", "Петро Гнатюк"),
    "ar": ("ليلى حداد", "سامي نصر", "هدى منصور", "كريم زيدان"),
    "ja": ("田中", "佐藤", "鈴木", "高橋"),
}
LINES = {
    "en": "{} says:",
    "de": "{} erklärt:",
    "fr": "{} affirme\u00a0:",
    "el": "Η θέση του/της {}:",
    "uk": "{} заявляє:",
    "ar": "وقال {}:",
    "ja": "{}の発言：",
}
POINTS = {
    "en": (
        "The bridge will not open before {y} and costs “{n} million”",
        "Not one of the {n} warnings was answered, “which is a scandal”",
        "{n} families left the valley in {y}",
    ),
    "de": (
        "Die Brücke wird nicht vor {y} eröffnet und kostet „{n} Millionen“",
        "Keine der {n} Warnungen wurde beantwortet, „ein Skandal“",
        "{n} Familien verließen das Tal im Jahr {y}",
    ),
    "fr": (
        "Le pont n’ouvrira pas avant {y} et coûtera «\u00a0{n} millions\u00a0»",
        "Aucun des {n} avis n’a reçu de réponse, «\u00a0un scandale\u00a0»",
        "{n} familles ont quitté la vallée en {y}",
    ),
    "el": (
        "Η γέφυρα δεν θα ανοίξει πριν το {y} και κοστίζει «{n} εκατομμύρια»",
        "Καμία από τις {n} προειδοποιήσεις δεν απαντήθηκε, «ένα σκάνδαλο»",
        "{n} οικογένειες έφυγαν από την κοιλάδα το {y}",
    ),
    "uk": (
        "Міст не відкриють до {y} року, він коштує «{n} мільйонів»",
        "Жодне з {n} попереджень не отримало відповіді, «це скандал»",
        "{n} родин залишили долину у {y} році",
    ),
    "ar": (
        "لن يفتح الجسر قبل عام {y} وتكلفته «{n} مليون»",
        "لم يرد أحد على {n} تحذيرا «وهذه فضيحة»",
        "غادرت {n} عائلة الوادي عام {y}",
    ),
    "ja": (
        "橋は{y}年まで開通せず、費用は「{n}億円」に上る",
        "{n}件の警告には「一つも」回答がなかった",
        "{y}年に{n}世帯が谷を離れた",
    ),
}
SENTENCES = (
    "“We did not know about the {n} letters,” {s} said.",
    "{s} denied that the {n} reports of {y} were lost.",
    "“It is not over. {n} people still wait,” {s} told the council in {y}.",
    "“We lost {n} boats. Nobody came to help. It was the end.” {s} told the court so in {y}.",
    "According to {s}, the {n} houses cannot be saved.",
    "The {n} metre wall was finished in {y}.",
)
NEGATIONS = (
    "not",
    "Not",
    "nicht",
    "Keine",
    "pas",
    "Aucun",
    "δεν",
    "Καμία",
    "не",
    "Жодне",
    "لن",
    "لم",
    "cannot",
    "denied",
)


def a_story(seed: int) -> Article:
    """One or two lists of claims, or sentences with their speakers."""
    random = Random(seed)
    if seed % 3 == 0:
        return _of_sentences(random, seed)
    language = random.choice(list(POINTS))
    speakers = random.sample(SPEAKERS[language], random.choice((1, 2, 2)))
    title = random.choice(POINTS[language])
    story = _Writer([_filled("The council met on the {n} in {y}.", random)])
    for speaker in speakers:
        line = LINES[language].format(speaker)
        story.add(line)
        for pattern in random.sample(POINTS[language], random.choice((1, 2, 3))):
            story.point(_filled(pattern, random), random.random() + 0.1, line=line)
    return story.article(seed, _filled(title, random), language)


def _of_sentences(random: Random, seed: int) -> Article:
    story = _Writer([])
    for pattern in random.sample(SENTENCES, 5):
        speaker = random.choice(SPEAKERS["en"])
        sentence = _filled(pattern, random).replace("{s}", speaker)
        story.point(
            sentence, random.random() + 0.1, speaker=speaker if speaker in sentence else None
        )
    return story.article(seed, _filled("Anger over {n} unanswered letters", random), "en")


def _filled(pattern: str, random: Random) -> str:
    number = f"{random.randint(2, 9)},{random.randint(100, 999)}"
    return pattern.replace("{n}", number).replace("{y}", str(random.randint(1990, 2026)))


class _Writer:
    def __init__(self, paragraphs: list[str]) -> None:
        self._text = "\n\n".join(paragraphs)
        self._points: list[KeyPoint] = []

    def add(self, paragraph: str) -> int:
        self._text += f"\n\n{paragraph}" if self._text else paragraph
        return len(self._text) - len(paragraph)

    def point(
        self, text: str, score: float, *, line: str | None = None, speaker: str | None = None
    ) -> None:
        at = self.add(text)
        origin = Origin.LIST if line else Origin.SENTENCE
        self._points.append(KeyPoint(text, Span(at, at + len(text)), origin, line, speaker, score))

    def article(self, seed: int, title: str, language: str) -> Article:
        return Article(
            url=f"https://news.example.com/{seed}/",
            slug=str(seed),
            title=title,
            text=self._text,
            language=language,
            key_points=tuple(self._points),
        )
