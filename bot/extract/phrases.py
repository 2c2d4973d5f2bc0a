"""The words by which a page's furniture, its paywall and a scene are known, language by language.

Each table is plain data; ``patterns.any_of`` makes a pattern of it. Languages: English, German, French, Spanish,
Italian, Portuguese, Dutch, Polish, Greek, Romanian, and where a few words suffice, some more.
"""

from __future__ import annotations

READ_ALSO = (
    "read also", "also read", "read more", "read next", "read on", "more on this", "more on this story", "see also",
    "related", "related article", "related articles", "related story", "related stories", "related coverage",
    "related news", "related posts", "recommended", "recommended reading", "don't miss", "don’t miss", "must read",
    "you may also like", "you might also like", "you may also be interested in", "editor's picks", "editors' picks",
    "editors’ picks", "editor’s picks", "see it now", "buy it now", "buy now", "shop now", "get it now", "check price", "more from", "more news", "more stories", "further reading", "watch also",
    "watch more", "watch", "see more", "also see", "also on", "learn more", "find out more", "click here",
    "lesen sie auch", "lesen sie mehr", "lesen sie hier", "lesen sie dazu", "auch interessant", "mehr zum thema",
    "mehr dazu", "mehr lesen", "weiterlesen", "siehe auch", "lies auch", "das könnte sie auch interessieren",
    "lire aussi", "à lire aussi", "a lire aussi", "lisez aussi", "lire également", "à lire", "voir aussi",
    "sur le même sujet", "en savoir plus", "pour aller plus loin",
    "lea también", "lee también", "leer también", "lea más", "leer más", "te puede interesar", "le puede interesar",
    "vea también", "ver también", "más información", "noticias relacionadas", "también te puede interesar",
    "leggi anche", "leggi di più", "leggi tutto", "vedi anche", "potrebbe interessarti", "approfondisci",
    "leia também", "leia mais", "ler mais", "leia ainda", "veja também", "saiba mais", "confira também",
    "lees ook", "lees meer", "lees verder", "bekijk ook", "zie ook",
    "czytaj także", "czytaj też", "czytaj również", "czytaj więcej", "zobacz także", "zobacz też", "zobacz również",
    "przeczytaj także", "przeczytaj też", "przeczytaj również",
    "διαβάστε επίσης", "διαβάστε ακόμη", "διαβάστε ακόμα", "διαβάστε περισσότερα", "δείτε επίσης", "δείτε ακόμη",
    "citește și", "citeşte şi", "citiți și", "citeste si", "citește mai mult", "vezi și", "mai multe",
    "sigue leyendo", "seguir leyendo", "lire la suite", "veja mais", "continue lendo", "continua a leggere", "citiți și", "citiţi şi", "warto przeczytać",
    "läs också", "läs mer", "les også", "læs også", "lue myös", "číst také", "čtěte také", "čítajte tiež",
    "читайте также", "читать также", "смотрите также", "читайте ещё", "по теме", "читайте також", "дивіться також",
    "اقرأ أيضا", "اقرأ أيضًا", "اقرأ المزيد", "ayrıca okuyun", "関連記事", "あわせて読みたい", "相关阅读", "延伸阅读", "관련기사",
)  # fmt: skip
"""Lines that send the reader to another story."""

FOLLOW_US = (
    "follow us", "follow us on", "like us on", "join us on", "find us on", "connect with us", "subscribe to",
    "sign up", "sign up for", "sign up to", "subscribe", "subscribe now", "get the latest", "share this",
    "share this article", "share this story", "share on", "share via", "tweet this", "join our", "download our app",
    "get our", "support our journalism", "leave a comment", "leave a reply", "post a comment", "add a comment",
    "comments are closed", "all rights reserved", "filed under", "tagged", "tags", "advertisement", "sponsored",
    "sponsored content", "story continues below", "article continues below", "article continues after",
    "share it with", "our standards", "this article was originally published", "print this article", "email this article", "click to share",
    "folgen sie uns", "folge uns", "abonnieren sie", "newsletter abonnieren", "teilen", "jetzt abonnieren", "anzeige",
    "suivez-nous", "abonnez-vous", "inscrivez-vous", "partager", "partagez cet article", "publicité",
    "síguenos", "siga-nos", "síganos", "suscríbete", "suscríbase", "compartir", "publicidad",
    "seguici", "iscriviti", "condividi", "pubblicità", "siga a gente", "inscreva-se", "compartilhe", "publicidade",
    "volg ons", "abonneer", "schrijf je in", "advertentie", "obserwuj nas", "zapisz się", "reklama", "udostępnij",
    "ακολουθήστε μας", "εγγραφείτε", "διαφήμιση", "urmăriți-ne", "urmărește-ne", "abonează-te", "abonați-vă", "publicitate",
    "advertisements", "werbung", "annonce", "annonces", "anuncio", "anuncios", "anúncio", "anúncios", "annunci", "advertenties", "reklamy", "διαφημίσεις", "reclamă", "iklan", "광고", "إعلان",
    "подписывайтесь", "подпишитесь", "реклама", "підписуйтесь", "följ oss", "følg os", "تابعنا", "广告", "広告",
)  # fmt: skip
"""Lines that ask the reader to follow, share, subscribe or comment, and labels of advertising."""

FURNITURE_LISTS = (
    "contents", "table of contents", "table of content", "in this article", "on this page", "in this story", "in this guide",
    "jump to", "skip to", "topics", "tags", "categories", "share", "navigation", "menu", "sources", "references",
    "footnotes", "further reading", "related topics", "about the author", "about the authors", "contact", "links",
    "inhalt", "inhaltsverzeichnis", "quellen", "sommaire", "dans cet article", "sources et références", "contenido",
    "índice", "en este artículo", "indice", "in questo articolo", "fonti", "neste artigo", "sumário", "fontes",
    "inhoud", "inhoudsopgave", "bronnen", "spis treści", "źródła", "περιεχόμενα", "πηγές", "cuprins", "surse",
)  # fmt: skip
"""Names over lists that are no statements."""

PAYWALLS = (
    "to continue reading", "continue reading with", "to keep reading", "to read the full story", "to read the full article", "to read the rest of this",
    "subscribe to read", "subscribers only", "already a subscriber", "this article is for subscribers", "this content is for subscribers",
    "reached your article limit", "reached your limit of free", "for premium members", "log in to read", "sign in to read", "register to read",
    "suscríbete para leer", "suscríbete para seguir", "para leer más, suscríbete", "abbonati per leggere", "riservato ai sottoscrittori", "assine para ler", "assine para continuar",
    "lees verder met", "nur mit abo", "mit abo lesen", "abonnez-vous pour lire", "czytaj dalej po", "zaloguj się, aby czytać", "abonează-te pentru a citi",
    "um weiterzulesen", "weiterlesen mit", "nur für abonnenten", "bereits abonnent", "dieser artikel ist exklusiv für",
    "pour lire la suite", "réservé aux abonnés", "déjà abonné", "para seguir leyendo", "solo para suscriptores",
    "exclusivo para suscriptores", "ya es suscriptor", "¿ya eres suscriptor", "per continuare a leggere", "riservato agli abbonati", "sei già abbonato",
    "para continuar a ler", "para continuar lendo", "exclusivo para assinantes", "já é assinante", "om verder te lezen", "alleen voor abonnees",
    "al abonnee", "aby czytać dalej", "tylko dla subskrybentów", "dostęp dla prenumeratorów", "για να συνεχίσετε την ανάγνωση", "μόνο για συνδρομητές",
    "pentru a citi mai departe", "doar pentru abonați", "ești deja abonat",
)  # fmt: skip
"""Words of a wall before the rest of a story."""

SCENES = (
    "o'clock", "o’clock", "quarter to", "quarter past", "half past", "dawn", "sunrise", "sunset", "dusk", "daybreak", "midnight",
    "early morning", "grey morning", "gray morning", "cold morning", "warm evening", "sunny", "rainy", "drizzle", "the smell of", "it is a", "it was a",
    "viertel vor", "viertel nach", "morgengrauen", "sonnenaufgang", "mitternacht", "es ist ein", "es war ein", "der geruch",
    "l'aube", "l’aube", "au petit matin", "moins le quart", "il est à peine", "le soleil", "al amanecer", "menos cuarto", "la madrugada", "huele a",
    "all'alba", "all’alba", "un quarto alle", "profumo di", "ao amanhecer", "de madrugada", "o cheiro", "zonsopgang", "kwart voor", "kwart over", "de geur",
    "o świcie", "kwadrans", "zapach", "τα χαράματα", "παρά τέταρτο", "η μυρωδιά", "în zori", "fără un sfert", "mirosul",
)  # fmt: skip
"""Words near the beginning of a sentence that paints a scene."""
