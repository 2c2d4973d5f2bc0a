"""The words by which a page's furniture and a newsroom's phrases are known, language by language.

Each table is plain data; ``any_of`` makes a pattern of it. Languages: English, German, French, Spanish,
Italian, Portuguese, Dutch, Polish, Greek, Romanian, and where a few words suffice, some more.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from operator import itemgetter
from unicodedata import normalize

import regex

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

NEUTRAL_HEADINGS = (
    "key points", "key point", "key takeaways", "key takeaway", "key facts", "key findings", "key highlights",
    "key messages", "key developments", "key insights", "the key points", "main points", "main takeaways", "takeaways",
    "highlights", "story highlights", "at a glance", "in brief", "in short", "in summary", "summary", "quick facts",
    "quick take", "quick read", "quick summary", "the facts", "facts", "fast facts", "bullet points", "the essentials",
    "what we know", "what we know so far", "what you need to know", "what to know", "what you should know",
    "need to know", "things to know", "five things to know", "the basics", "top line", "the bottom line", "tl;dr",
    "the main points", "the gist", "the story so far", "overview", "executive summary", "here's what we know",
    "das wichtigste in kürze", "das wichtigste", "das wichtigste im überblick", "auf einen blick", "in kürze",
    "im überblick", "kurz und knapp", "kernpunkte", "die wichtigsten punkte", "zusammenfassung", "kurz gefasst",
    "die fakten", "fakten", "was wir wissen", "was bekannt ist", "darum geht es", "darum geht's",
    "l'essentiel", "l’essentiel", "en bref", "points clés", "les points clés", "ce qu'il faut retenir", "à retenir",
    "ce qu’il faut retenir", "ce que l'on sait", "ce que l’on sait", "résumé", "en résumé", "les faits", "en un coup d'œil",
    "puntos clave", "las claves", "claves", "en breve", "en resumen", "resumen", "lo esencial", "lo que sabemos",
    "lo más importante", "de un vistazo", "datos clave", "qué se sabe",
    "punti chiave", "i punti chiave", "in sintesi", "in breve", "in pillole", "cosa sappiamo", "i fatti", "riassunto",
    "pontos-chave", "pontos chave", "pontos principais", "em resumo", "resumo", "em síntese", "o que se sabe",
    "o essencial", "destaques", "o que sabemos",
    "kernpunten", "in het kort", "het belangrijkste", "samenvatting", "hoofdpunten", "wat we weten", "de feiten",
    "najważniejsze informacje", "w skrócie", "kluczowe punkty", "najważniejsze", "co wiemy", "podsumowanie", "w pigułce",
    "με μια ματιά", "συνοπτικά", "βασικά σημεία", "τα κύρια σημεία", "εν συντομία", "τι γνωρίζουμε", "περίληψη", "με λίγα λόγια",
    "pe scurt", "puncte cheie", "idei principale", "rezumat", "ce știm", "ce ştim", "în rezumat", "esențialul",
)  # fmt: skip
"""Names of boxes of key points: they introduce a list and say nothing about whose claims it holds."""

FURNITURE_LISTS = (
    "contents", "table of contents", "table of content", "in this article", "on this page", "in this story", "in this guide",
    "jump to", "skip to", "topics", "tags", "categories", "share", "navigation", "menu", "sources", "references",
    "footnotes", "further reading", "related topics", "about the author", "about the authors", "contact", "links",
    "inhalt", "inhaltsverzeichnis", "quellen", "sommaire", "dans cet article", "sources et références", "contenido",
    "índice", "en este artículo", "indice", "in questo articolo", "fonti", "neste artigo", "sumário", "fontes",
    "inhoud", "inhoudsopgave", "bronnen", "spis treści", "źródła", "περιεχόμενα", "πηγές", "cuprins", "surse",
)  # fmt: skip
"""Names over lists that are no statements."""

OPENERS: dict[str, tuple[str, ...]] = {
    "en": (
        "he", "she", "they", "it", "his", "her", "their", "its", "this", "these", "those", "that", "such", "him", "them",
        "but", "and", "or", "so", "yet", "however", "meanwhile", "in the meantime", "moreover", "furthermore", "also",
        "therefore", "thus", "then", "instead", "nevertheless", "nonetheless", "still", "besides", "consequently",
        "additionally", "in addition", "for example", "for instance", "as a result", "on the other hand", "otherwise",
        "the latter", "the former", "both", "another", "others", "here", "likewise", "similarly", "after that",
        "at the same time", "by contrast", "in contrast", "in fact", "indeed", "of course", "later", "earlier",
        "because of this", "that said", "even so", "either way", "as such", "accordingly", "hence", "again", "the same",
        "if that", "if this", "if so", "if not", "we", "i", "you", "my", "our", "your", "the two", "neither", "to that end", "at that point", "at the time",
        "despite that", "despite this", "for this reason", "for that reason", "all of them", "none of them", "one of them", "some of them",
        "most of them", "many of them", "not all of them", "all of this", "none of this", "some of these", "most of these", "one of these",
        "many of these", "there,", "more than that", "what is more", "what’s more", "what's more", "to do so", "in doing so", "in his view",
        "in her view", "in their view", "in his words", "in her words", "on top of that", "with that", "in that case", "in this case", "among them",
        "among these", "of these", "of those", "even then", "whether he", "whether she", "whether they", "if he", "if she", "if they", "if his",
        "if her", "if their", "as a consequence", "to this end",
    ),
    "de": (
        "er", "sie", "es", "ihr", "ihre", "sein", "seine", "dies", "diese", "dieser", "dieses", "das ist", "das sei", "das war", "das sind", "das wird", "das hat", "damit", "dabei",
        "dafür", "dagegen", "daher", "darum", "deshalb", "deswegen", "dennoch", "doch", "aber", "und", "oder", "auch",
        "außerdem", "zudem", "allerdings", "jedoch", "inzwischen", "unterdessen", "währenddessen", "letztere", "letzterer",
        "ersterer", "hingegen", "zugleich", "danach", "davor", "dann", "dort", "hier", "so", "trotzdem", "wir", "ich",
        "darüber hinaus", "zum beispiel", "im gegensatz dazu", "gleichzeitig", "daraufhin", "beide", "ebenso", "denn",
        "deren", "dessen", "demnach", "demzufolge", "hintergrund ist", "hintergrund war", "grund dafür", "ebenfalls", "nun", "zwar", "wie er",
        "wie sie", "darunter", "dazu", "davon", "daran", "darauf", "dadurch", "derweil", "indes", "indessen", "somit", "folglich", "stattdessen",
        "vielmehr", "jedenfalls", "zuvor", "anschließend", "genau das", "das alles", "dieselbe", "derselbe", "dasselbe", "anders sieht",
        "aus diesem grund", "hierzu", "hierbei", "hierfür", "dahinter", "dementsprechend", "ihm", "ihnen", "ihnen zufolge", "ihm zufolge",
    ),
    "fr": (
        "il", "elle", "ils", "elles", "on", "ce", "cet", "cette", "ces", "cela", "celui-ci", "celle-ci", "ceux-ci",
        "son", "sa", "ses", "leur", "leurs", "mais", "et", "ou", "or", "donc", "car", "cependant", "toutefois",
        "pourtant", "ainsi", "en outre", "de plus", "par ailleurs", "entre-temps", "pendant ce temps", "ensuite", "puis",
        "enfin", "en revanche", "au contraire", "par exemple", "ce dernier", "cette dernière", "ces derniers", "c'est",
        "c’est", "alors", "aussi", "néanmoins", "dès lors", "je", "nous", "vous", "en effet", "là",
        "pour autant", "d’autant", "d'autant", "à ce titre", "sur place", "autre problème", "d’où", "d'où", "par conséquent", "en conséquence",
        "dans ce contexte", "dans ce cadre", "à cet égard", "pour cette raison", "l’intéressé", "l'intéressé", "l’intéressée", "l'intéressée", "lui",
        "eux", "celui", "celle", "ceux", "celles", "tous deux", "toutes deux", "les deux", "autrement dit", "du coup", "reste que", "voilà",
        "selon lui", "selon elle", "selon eux", "malgré cela", "à son tour", "de son côté", "pour sa part", "de là", "tel est", "telle est",
        "il s’agit", "il s'agit", "le même", "la même", "les mêmes",
    ),
    "es": (
        "él", "ella", "ellos", "ellas", "ello", "este", "esta", "estos", "estas", "esto", "ese", "esa", "eso", "su", "sus",
        "pero", "y", "o", "sin embargo", "no obstante", "mientras tanto", "entretanto", "además", "también", "por lo tanto",
        "por tanto", "así", "entonces", "luego", "después", "en cambio", "por el contrario", "por ejemplo", "el último",
        "este último", "aunque", "asimismo", "por su parte", "por eso", "ahora", "allí", "aquí", "nosotros", "yo",
        "por otra parte", "por otro lado", "por lo demás", "se trata", "dicho", "dicha", "dichos", "dichas", "el mismo", "la misma", "los mismos",
        "las mismas", "en este sentido", "en ese sentido", "al respecto", "ambos", "ambas", "lo mismo", "de ahí", "de este modo", "de esta forma",
        "de esta manera", "con ello", "con esto", "por ello", "por esto", "por esta razón", "por ese motivo", "por este motivo", "a su vez",
        "a su juicio", "según él", "según ella", "en ese momento", "a continuación", "aquel", "aquella", "aquellos", "aquellas", "de hecho", "lo ha",
        "lo dijo", "le",
    ),
    "it": (
        "lui", "lei", "egli", "essa", "essi", "loro", "questo", "questa", "questi", "queste", "quello", "quella", "ciò",
        "suo", "sua", "ma", "e", "o", "però", "tuttavia", "intanto", "nel frattempo", "inoltre", "anche", "quindi",
        "dunque", "così", "poi", "invece", "al contrario", "per esempio", "ad esempio", "quest'ultimo", "quest’ultimo",
        "allora", "pertanto", "eppure", "qui", "lì", "noi", "io",
        "si tratta", "lo ha", "lo hanno", "a dirlo", "da qui", "di qui", "lo stesso", "la stessa", "gli stessi", "le stesse", "per questo",
        "nello specifico", "di conseguenza", "in questo modo", "in tal senso", "a tal proposito", "a questo proposito", "entrambi", "entrambe",
        "ecco perché", "anche perché", "dal canto suo", "da parte sua", "a suo dire", "a suo avviso", "secondo lui", "secondo lei", "di fatto",
        "stando a quanto", "del resto", "tanto che", "costui", "costoro", "ne consegue",
    ),
    "pt": (
        "ele", "ela", "eles", "elas", "este", "esta", "estes", "estas", "isso", "isto", "esse", "essa", "aquele", "aquilo",
        "seu", "sua", "mas", "e", "ou", "porém", "contudo", "no entanto", "entretanto", "enquanto isso", "além disso",
        "também", "portanto", "assim", "então", "depois", "em seguida", "por outro lado", "por exemplo", "este último",
        "já", "ainda", "nós", "eu", "ali", "aqui",
        "trata-se", "o mesmo", "a mesma", "os mesmos", "as mesmas", "por sua vez", "por isso", "nesse sentido", "neste sentido", "dessa forma",
        "desta forma", "deste modo", "com isso", "dito isso", "ambos", "ambas", "segundo ele", "segundo ela", "daí", "ao mesmo tempo",
        "por essa razão", "por este motivo", "por esse motivo", "nesse caso", "aquela", "aqueles", "aquelas", "tal", "aliás", "lá",
    ),
    "nl": (
        "hij", "zij", "ze", "het is", "het was", "hun", "haar", "zijn", "dit", "dat", "deze", "maar", "en", "of", "echter",
        "toch", "ook", "bovendien", "daarnaast", "daarom", "dus", "toen", "daarna", "vervolgens", "intussen", "ondertussen",
        "daarentegen", "bijvoorbeeld", "de laatste", "zo", "hier", "daar", "wij", "we", "ik", "want", "daarmee",
        "daarbij", "daarop", "hierdoor", "hiermee", "hierbij", "hierop", "daardoor", "volgens hem", "volgens hen", "beide", "zo'n", "zo’n", "zulke",
        "dezelfde", "hetzelfde", "desondanks", "tegelijkertijd", "tot slot", "ten slotte", "om die reden", "in dat geval", "die", "dergelijke",
        "het gaat om", "verder", "eerder", "daartoe", "hiervoor", "daarvoor",
    ),
    "pl": (
        "on", "ona", "ono", "oni", "one", "jego", "jej", "ich", "to", "ten", "ta", "te", "ci", "ale", "i", "a", "jednak",
        "natomiast", "tymczasem", "ponadto", "również", "także", "dlatego", "więc", "potem", "następnie", "z kolei",
        "na przykład", "ten ostatni", "zatem", "tam", "tu", "my", "ja", "poza tym", "dodał", "dodała",
        "obaj", "obie", "oboje", "dzięki temu", "z tego powodu", "w związku z tym", "mimo to", "przy tym", "oprócz tego", "z drugiej strony",
        "jak dodał", "jak dodała", "jak podkreślił", "jak podkreśliła", "według niego", "według niej", "jego zdaniem", "jej zdaniem", "ich zdaniem",
        "tym samym", "stąd", "tak więc", "wtedy", "wówczas", "chodzi o", "ów", "ten sam", "ta sama", "zaś", "ponieważ", "tego", "tych", "temu",
    ),
    "el": (
        "αυτός", "αυτή", "αυτό", "αυτοί", "αυτές", "αυτά", "εκείνος", "εκείνη", "αλλά", "και", "ωστόσο", "όμως", "επίσης",
        "επιπλέον", "εν τω μεταξύ", "στο μεταξύ", "έτσι", "τότε", "μετά", "ύστερα", "παράλληλα", "αντίθετα", "για παράδειγμα",
        "ο τελευταίος", "ο ίδιος", "η ίδια", "εκεί", "εδώ", "άρα", "επομένως", "εμείς", "εγώ",
        "επιπρόσθετα", "εξάλλου", "άλλωστε", "συνεπώς", "γι' αυτό", "γι’ αυτό", "για τον λόγο αυτό", "πρόκειται", "όπως είπε", "όπως πρόσθεσε",
        "οι ίδιοι", "και οι δύο", "την ίδια ώρα", "την ίδια στιγμή", "ταυτόχρονα", "στη συνέχεια", "μάλιστα", "από την πλευρά του",
        "από την πλευρά της", "εκείνοι", "σύμφωνα με τον ίδιο", "σύμφωνα με την ίδια", "κατά τον ίδιο", "κατά την ίδια",
    ),
    "ro": (
        "el", "ea", "ei", "ele", "acesta", "aceasta", "aceștia", "acestea", "acest", "această", "aceste", "dar", "și", "sau",
        "însă", "totuși", "între timp", "de asemenea", "în plus", "astfel", "apoi", "atunci", "în schimb", "de exemplu",
        "acesta din urmă", "prin urmare", "deci", "acolo", "aici", "noi", "eu", "iar", "tot", "lui", "sa", "său",
        "totodată", "de aceea", "din acest motiv", "pe de altă parte", "în același timp", "ulterior", "acela", "aceea", "aceia", "acelea", "acel",
        "acea", "acei", "acele", "este vorba", "ambii", "ambele", "la rândul său", "la rândul ei", "de altfel", "potrivit acestuia",
        "potrivit acesteia", "în acest sens", "în acest context", "același", "aceeași", "cu toate acestea", "mai mult", "tocmai", "ceilalți",
    ),
    "ru": (
        "он", "она", "оно", "они", "его", "её", "ее", "их", "это", "этот", "эта", "эти", "тот", "та", "те", "но", "и", "а", "или",
        "однако", "также", "кроме того", "поэтому", "затем", "потом", "тогда", "тем временем", "между тем", "при этом",
        "в то же время", "например", "зато", "там", "здесь", "мы", "я", "впрочем", "в свою очередь",
    ),
    "uk": (
        "він", "вона", "воно", "вони", "його", "її", "їх", "це", "цей", "ця", "ці", "але", "і", "й", "та", "а", "або", "однак",
        "проте", "також", "крім того", "тому", "потім", "тоді", "тим часом", "водночас", "наприклад", "там", "тут", "ми", "я",
    ),
    "ja": (
        "しかし", "だが、", "また、", "そして", "さらに", "そのため", "一方、", "一方で", "なお、", "ただし", "それは", "これは", "彼は", "彼女は", "彼らは", "その", "この",
        "これに", "それに", "これを", "これら", "例えば", "もちろん", "しかも", "さて、", "では、", "そこで", "こうした", "そんな", "なぜなら", "ちなみに", "同氏", "同社", "同市", "同日", "ところが", "とはいえ", "つまり", "だから", "したがって",
    ),
    "zh": (
        "他", "她", "它", "这", "這", "那些", "那个", "那個", "那是", "但是", "但，", "不过", "不過", "然而", "此外", "同时", "同時", "与此同时", "與此同時", "因此", "所以", "于是", "於是",
        "另外", "另一方面", "其中", "其次", "而且", "并且", "並且", "该", "該", "我们", "我們", "我", "你", "据此", "據此", "对此", "對此", "随后", "隨後", "之后", "之後",
    ),
    "ar": (
        "لكن", "ولكن", "لكنه", "لكنها", "غير أن", "إلا أن", "هو", "هي", "هم", "وهو", "وهي", "هذا", "هذه", "وهذا", "وهذه", "ذلك", "تلك", "وذلك", "كما", "لذلك", "ولذلك", "ومع ذلك",
        "ثم", "وأضاف أن", "وأضافت أن", "أضاف أن", "وقال إن", "وقالت إن", "قال إن", "وأكد أن", "وأكدت أن", "وأوضح أن", "وأوضحت أن", "وأشار إلى", "وأشارت إلى", "وتابع", "وتابعت", "بالإضافة إلى ذلك", "في المقابل",
    ),
    "ko": ("하지만", "그러나", "그런데", "또한", "그리고", "더구나", "게다가", "한편", "그래서", "따라서", "그는", "그녀는", "이는", "그들은", "이에", "그", "이", "그건", "그것은", "이것은", "이건", "그녀", "그들", "이런", "이러한", "그런", "그러한", "여기에", "결국", "물론", "다만", "특히", "예를 들어"),
    "id": ("dia", "ia", "mereka", "ini", "itu", "tetapi", "tapi", "namun", "dan", "atau", "jadi", "selain itu", "sementara itu", "kemudian", "lalu", "oleh karena itu", "misalnya"),
    "sv": ("han", "hon", "de", "det är", "det var", "hans", "hennes", "deras", "detta", "denna", "men", "och", "eller", "dock", "också", "dessutom", "därför", "sedan", "då", "samtidigt", "till exempel", "vi", "jag"),
}  # fmt: skip
"""Words that lean on the sentence before: a statement that opens with one does not read alone."""

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

BACK_REFERENCES = (
    "since then", "by then", "until then", "from then on", "after that", "before that", "at that time", "in that time",
    "seither", "seitdem", "bis dahin", "damals", "von da an", "depuis lors", "d'ici là", "d’ici là", "à l'époque", "à l’époque",
    "desde entonces", "hasta entonces", "para entonces", "en aquel momento", "da allora", "fino ad allora", "all'epoca",
    "all’epoca", "desde então", "até então", "na altura", "sindsdien", "tot dan", "destijds", "od tamtej pory",
    "od tego czasu", "do tego czasu", "wówczas", "από τότε", "έως τότε", "εκείνη την εποχή", "de atunci", "până atunci", "pe atunci",
)  # fmt: skip
"""Words that count from a time named in a sentence before."""

SCENES = (
    "o'clock", "o’clock", "quarter to", "quarter past", "half past", "dawn", "sunrise", "sunset", "dusk", "daybreak", "midnight",
    "early morning", "grey morning", "gray morning", "cold morning", "warm evening", "sunny", "rainy", "drizzle", "the smell of", "it is a", "it was a",
    "viertel vor", "viertel nach", "morgengrauen", "sonnenaufgang", "mitternacht", "es ist ein", "es war ein", "der geruch",
    "l'aube", "l’aube", "au petit matin", "moins le quart", "il est à peine", "le soleil", "al amanecer", "menos cuarto", "la madrugada", "huele a",
    "all'alba", "all’alba", "un quarto alle", "profumo di", "ao amanhecer", "de madrugada", "o cheiro", "zonsopgang", "kwart voor", "kwart over", "de geur",
    "o świcie", "kwadrans", "zapach", "τα χαράματα", "παρά τέταρτο", "η μυρωδιά", "în zori", "fără un sfert", "mirosul",
)  # fmt: skip
"""Words near the beginning of a sentence that paints a scene."""


def is_box_name(line: str) -> bool:
    """The line is no more than the name of a box of key points."""
    return _BOX_NAME.match(line) is not None


def names_nobody(line: str) -> bool:
    """The line gives what follows to a person whom only the text before it names: "He said:"."""
    return _PERSON_BEFORE.match(line) is not None


_OPENING = 3
"""How many of a line's first letters are compared with a table before its pattern is tried."""


def opens_with(line: str, known: frozenset[str]) -> bool:
    """The line may begin with one of the words whose ``openings`` are known, whatever marks stand in front."""
    start = 0
    if not line[:1].isalnum():
        start = next((place for place, char in enumerate(line) if char.isalnum()), 0)
    first = line[start : start + _OPENING].replace("\u00a0", " ").lower()
    return first in known or first[:2] in known or first[:1] in known


def openings(words: Iterable[str]) -> frozenset[str]:
    """How lines that begin with one of the words open: one that does not cannot begin with any."""
    return frozenset(word[:_OPENING] for word in words)


_ACCENT = regex.compile(r"\p{Mn}")


def also_bare(words: Iterable[str]) -> tuple[str, ...]:
    """The words, and as they are set in capitals where those have no accents: ΔΙΑΒΑΣΤΕ, PUBLICITE."""
    known = tuple(words)
    apart = (normalize("NFD", word) for word in known)
    return (*known, *(normalize("NFC", _ACCENT.sub("", word)) for word in apart))


def any_of(words: tuple[str, ...]) -> str:
    """A pattern of the words, the longest first; a space stands for any run of spaces.

    It is a tree of their letters: a text is left at the first letter with which no word goes on.
    Romanian is often written with the letters that older machines had, ş and ţ: they are the same here.
    """
    return f"(?:{_endings(word.replace('ş', 'ș').replace('ţ', 'ț') for word in words)})"


_WRITTEN = {" ": r"\s+", "ș": "[șş]", "ț": "[țţ]"}
"""Patterns of letters that are written in more than one way."""


def _endings(rests: Iterable[str]) -> str:
    """A pattern of what is left of words that begin alike; of a word that ends here nothing is left."""
    left = sorted(set(rests))
    branches = [
        _WRITTEN.get(letter, regex.escape(letter)) + _endings(rest[1:] for rest in group)
        for letter, group in groupby(filter(None, left), key=itemgetter(0))
    ]
    ends = "" in left
    if len(branches) > 1 or (branches and ends):
        return f"(?:{'|'.join(branches)}){'?' if ends else ''}"
    return "".join(branches)


_HERE_ARE = r"(?:here (?:are|is)|here['’]s|hier sind|voici|ecco|estos son|estas son|aqui estão)\s(?:(?:some|a few|einige) (?:of )?)?(?:the |die |les |los |las |i |le |os |as )?"
_BOX_NAME = regex.compile(
    rf"^[\W_\d]*(?:{_HERE_ARE})?{any_of(NEUTRAL_HEADINGS)}[\W_]*$", regex.IGNORECASE
)
_PERSON_BEFORE = regex.compile(
    r"[\W_]*(?i:he|she|they|er|sie|il(?=\s(?:a|dit|ajoute|affirme|demande|explique|précise|promet|propose|répond)\s)|elle|ils|elles|él|ella|ellos|ellas|egli|lui|lei|loro|ele|ela|eles|elas|hij|zij|ze|ona|oni|"
    r"αυτός|αυτή|αυτοί)\s(?!.*\p{Lu}\p{Ll})"
)
