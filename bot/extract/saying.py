"""The words by which newsrooms say that someone says something, language by language.

Each table is plain data; ``patterns.any_of`` makes a pattern of it.
"""

from __future__ import annotations

SAYING = (
    "reports that", "claims that", "states that", "notes that", "estimates that",
    "said", "says", "told", "tells", "added", "adds", "stated", "claimed", "announced", "announces",
    "warned", "warns", "argued", "argues", "insisted", "insists", "explained", "explains", "noted", "admitted",
    "admits", "confirmed", "confirms", "denied", "denies", "reported", "wrote", "writes", "tweeted", "declared",
    "asserted", "alleged", "alleges", "acknowledged", "conceded", "stressed", "emphasised", "emphasized", "remarked",
    "say", "commented", "replied", "estimated", "predicted", "predicts", "suggested", "suggests",
    "sagte", "sagt", "sagten", "erklärte", "erklärt", "betonte", "betont", "teilte", "meinte", "meint", "kündigte",
    "warnte", "warnt", "berichtete", "berichtet", "forderte", "fordert", "schrieb", "schreibt", "behauptete", "räumte",
    "dit", "déclare", "a déclaré", "ont déclaré", "affirme", "a affirmé", "a dit", "ont dit", "estime", "a estimé",
    "explique", "a expliqué", "annonce", "a annoncé", "assure", "a assuré", "souligne", "a souligné", "précise", "a précisé",
    "indique", "a indiqué", "rapporte", "a rapporté", "a ajouté", "a reconnu", "confie", "a confié", "raconte", "a raconté",
    "dijo", "dice", "afirmó", "afirma", "declaró", "declara", "aseguró", "asegura", "señaló", "señala", "explicó", "explica",
    "anunció", "anuncia", "advirtió", "advierte", "añadió", "añade", "indicó", "indica", "sostuvo", "admitió", "ha dicho",
    "ha asegurado", "ha afirmado", "ha declarado", "ha explicado", "ha señalado", "ha anunciado", "ha advertido", "han dicho", "sostiene",
    "ha detto", "dice", "disse", "ha dichiarato", "dichiara", "ha affermato", "afferma", "ha spiegato", "spiega",
    "ha annunciato", "annuncia", "ha aggiunto", "aggiunge", "ha sottolineato", "sottolinea", "ha ammesso",
    "hanno detto", "hanno dichiarato", "racconta", "ha raccontato", "ha riferito", "ha avvertito",
    "disse", "diz", "afirmou", "declarou", "explicou", "anunciou", "informou", "garantiu", "acrescentou", "alertou", "admitiu",
    "contou", "ressaltou", "referiu", "sublinhou", "destacou", "disseram",
    "zei", "zegt", "verklaarde", "verklaart", "meldde", "meldt", "schreef", "stelde", "stelt", "waarschuwde", "benadrukte",
    "vertelt", "vertelde", "benadrukt", "waarschuwt",
    "powiedział", "powiedziała", "mówi", "oświadczył", "oświadczyła", "stwierdził", "stwierdziła", "poinformował",
    "poinformowała", "podkreślił", "podkreśliła", "zapowiedział", "ostrzegł", "przyznał", "przyznała",
    "twierdzi", "dodał", "dodała", "ocenił", "oceniła", "ostrzegła", "zapowiedziała", "zaznaczył", "zaznaczyła", "mówił", "mówiła",
    "είπε", "δήλωσε", "ανέφερε", "τόνισε", "υποστήριξε", "σημείωσε", "ανακοίνωσε", "προειδοποίησε", "υπογράμμισε", "πρόσθεσε",
    "λέει", "δηλώνει", "υποστηρίζει", "τονίζει", "εξήγησε", "δήλωσαν",
    "a spus", "spune", "a declarat", "declară", "a afirmat", "afirmă", "a anunțat", "anunță", "a precizat", "a adăugat",
    "a avertizat", "a explicat", "a subliniat", "a recunoscut", "susține",
    "a transmis", "a susținut", "au declarat", "au anunțat",
)  # fmt: skip
"""Verbs that stand with who says something."""

ACCORDING = (
    "according to", "as reported by", "in the words of",
    "laut", "nach ansicht von", "nach einschätzung von", "nach angaben von", "nach angaben der", "nach angaben des",
    "selon", "d'après", "d’après", "aux dires de",
    "según", "de acuerdo con", "a juicio de", "en opinión de",
    "secondo", "stando a", "stando al", "stando alla", "a detta di", "a giudizio di", "segundo", "de acordo com", "conforme",
    "volgens", "aldus", "według", "zdaniem", "jak podaje", "σύμφωνα με", "κατά τον", "κατά την", "potrivit lui", "potrivit", "conform",
    "după spusele", "în opinia lui",
)  # fmt: skip
"""Words that stand before the source of what is said."""

SUBJECTLESS = {
    "es": (
        "dijo", "dice", "ha dicho", "afirmó", "afirma", "ha afirmado", "aseguró", "asegura", "ha asegurado", "declaró", "ha declarado",
        "señaló", "señala", "ha señalado", "explicó", "explica", "ha explicado", "anunció", "ha anunciado", "advirtió", "advierte", "ha advertido",
        "añadió", "añade", "ha añadido", "agregó", "agrega", "indicó", "ha indicado", "sostuvo", "sostiene", "admitió", "ha admitido", "reconoció",
        "ha reconocido", "apuntó", "apunta", "subrayó", "subraya", "ha subrayado", "insistió", "insiste", "ha insistido", "recordó", "ha recordado",
        "manifestó", "ha manifestado", "comentó", "precisó", "contó", "lamentó", "ha lamentado", "denunció", "ha denunciado", "concluyó", "zanjó",
        "destacó", "ha destacado", "detalló", "respondió", "dijeron", "han dicho", "afirmaron", "aseguraron", "añadieron", "explicaron",
    ),
    "it": (
        "ha detto", "dice", "disse", "ha dichiarato", "dichiara", "ha affermato", "afferma", "ha spiegato", "spiega", "ha annunciato",
        "ha aggiunto", "aggiunge", "ha sottolineato", "sottolinea", "ha ammesso", "ammette", "ha raccontato", "racconta", "ha riferito",
        "ha avvertito", "avverte", "ha concluso", "conclude", "ha ribadito", "ribadisce", "ha precisato", "precisa", "ha ricordato", "ha commentato",
        "commenta", "ha proseguito", "prosegue", "ha osservato", "ha assicurato", "assicura", "ha denunciato", "hanno detto", "hanno spiegato", "hanno aggiunto",
    ),
    "pt": (
        "disse", "diz", "afirmou", "afirma", "declarou", "explicou", "explica", "anunciou", "informou", "garantiu", "garante", "acrescentou",
        "acrescenta", "alertou", "alerta", "admitiu", "admite", "contou", "ressaltou", "referiu", "sublinhou", "sublinha", "destacou", "realçou",
        "lembrou", "recordou", "frisou", "defendeu", "criticou", "concluiu", "salientou", "revelou", "assegurou", "comentou", "adiantou", "disseram", "afirmaram",
    ),
    "pl": (
        "powiedział", "powiedziała", "powiedzieli", "mówi", "mówił", "mówiła", "oświadczył", "oświadczyła", "stwierdził", "stwierdziła",
        "poinformował", "poinformowała", "podkreślił", "podkreśliła", "podkreśla", "zapowiedział", "zapowiedziała", "ostrzegł", "ostrzegła",
        "przyznał", "przyznała", "przyznaje", "twierdzi", "dodał", "dodała", "dodaje", "ocenił", "oceniła", "ocenia", "zaznaczył", "zaznaczyła",
        "zaznacza", "wyjaśnił", "wyjaśniła", "wyjaśnia", "tłumaczy", "tłumaczył", "tłumaczyła", "zapewnił", "zapewniła", "przekonuje", "przekazał", "przekazała",
    ),
    "el": (
        "είπε", "είπαν", "λέει", "λένε", "δήλωσε", "δήλωσαν", "δηλώνει", "ανέφερε", "τόνισε", "τονίζει", "υποστήριξε", "υποστηρίζει", "σημείωσε",
        "σημειώνει", "προειδοποίησε", "υπογράμμισε", "υπογραμμίζει", "πρόσθεσε", "προσθέτει", "εξήγησε", "εξηγεί", "επεσήμανε", "επισημαίνει",
        "παραδέχθηκε", "παραδέχτηκε", "συμπλήρωσε", "κατέληξε", "διευκρίνισε",
    ),
    "ro": (
        "a spus", "spune", "a mai spus", "a declarat", "declară", "a mai declarat", "a afirmat", "afirmă", "a anunțat", "a precizat", "precizează",
        "a mai precizat", "a adăugat", "adaugă", "a mai adăugat", "a avertizat", "a explicat", "explică", "a subliniat", "a recunoscut", "susține",
        "a transmis", "a susținut", "a menționat", "a mai arătat", "a arătat", "a conchis", "au spus", "au declarat", "au afirmat",
    ),
}  # fmt: skip
"""Verbs of saying in languages that leave a pronoun out where it is the subject."""
