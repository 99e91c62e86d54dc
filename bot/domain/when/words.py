"""The words for days and lengths: English, Danish, Estonian, Finnish, German, Latvian, Lithuanian, Norwegian, Polish
and Swedish, as CLDR has them and in the cases people write them in.

A beginning of three letters or more is enough when only one month or weekday begins so ("septem"). Single letters,
Estonia's weekday signs among them, are left out: they mean too much else.
"""

from bot.domain.folding import fold
from bot.domain.zones import ABBREVIATIONS

_MONTHS = (
    "january jan januar jaanuar jaanuaril tammikuuta tammikuu tammi jänner janvāris janv sausio sausis saus "
    "styczeń stycznia sty januari",
    "february feb februar febr veebruar veebruaril veebr helmikuuta helmikuu helmi februāris vasario vasaris vas "
    "luty lutego lut februari",
    "march mar marts märts märtsil maaliskuuta maaliskuu maalis märz mär maerz kovo kovas kov marzec marca mars",
    "april apr aprill aprillil huhtikuuta huhtikuu huhti aprīlis balandžio balandis bal kwiecień kwietnia kwi",
    "may maj mai mail toukokuuta toukokuu touko maijs maijā gegužės gegužė geg maja",
    "june jun juni juuni juunil kesäkuuta kesäkuu kesä jūnijs jūn birželio birželis birž czerwiec czerwca cze",
    "july jul juli juuli juulil heinäkuuta heinäkuu heinä jūlijs jūl liepos liepa liep lipiec lipca lip",
    "august aug augustil elokuuta elokuu elo augusts rugpjūčio rugpjūtis rugp sierpień sierpnia sie augusti",
    "september sep sept septembril syyskuuta syyskuu syys septembris rugsėjo rugsėjis rugs wrzesień września wrz",
    "october oct oktober okt oktoober oktoobril lokakuuta lokakuu loka oktobris spalio spalis spal "
    "październik października paź",
    "november nov novembril marraskuuta marraskuu marras novembris lapkričio lapkritis lapkr listopad listopada lis",
    "december dec detsember detsembril dets joulukuuta joulukuu joulu dezember dez decembris gruodžio gruodis gruod "
    "grudzień grudnia gru desember des",
)
_WEEKDAYS = (
    "monday mon mandag man esmaspäev esmaspäeval maanantai maanantaina ma montag mo pirmdiena pirmd pirmadienis pr "
    "poniedziałek pon måndag mån mons",
    "tuesday tue tues tirsdag tirs tir teisipäev teisipäeval tiistai tiistaina ti dienstag di otrdiena otrd "
    "antradienis an wtorek wt tisdag tis",
    "wednesday wed onsdag ons kolmapäev kolmapäeval keskiviikko keskiviikkona ke mittwoch mi trešdiena trešd "
    "trečiadienis tr środa środę śr",
    "thursday thu thur thurs torsdag tors tor neljapäev neljapäeval torstai torstaina to donnerstag do ceturtdiena "
    "ceturtd ketvirtadienis kt czwartek czw",
    "friday fri fredag fre reede reedel perjantai perjantaina pe freitag fr piektdiena piektd penktadienis pn "
    "piątek pt",
    "saturday sat lørdag lør laupäev laupäeval lauantai lauantaina la samstag sonnabend sa sestdiena sestd "
    "šeštadienis št sobota sobotę sob lördag lör",
    "sunday sun søndag søn pühapäev pühapäeval sunnuntai sunnuntaina su sonntag so svētdiena svētd sekmadienis sk "
    "niedziela niedzielę niedz söndag sön",
)
_DAYS_AHEAD = {
    -1: "yesterday igår eile eilen gestern vakar wczoraj",  # understood, and then refused as past
    0: "today tonight idag täna tänään heute šodien šiandien dziś dzisiaj dzis",
    1: "tomorrow tmrw tmr imorgen imorgon morgen homme huomenna rīt rītdien rytoj jutro",
    2: "overmorrow iovermorgen overmorgen ülehomme ylihuomenna übermorgen parīt poryt pojutrze övermorgon iövermorgon",
}
_NEXT = (
    "next næste järgmine järgmisel ensi seuraava seuraavana nächste nächsten nächster nākamais nākamā nākamajā "
    "kitas kitą neste następny następna następną następnego przyszły przyszła przyszłą nästa"
)
_THIS = (
    "this coming denne sel see tänä tämä diesen dieser diese kommenden šis šo šį šią ten tę ta najbliższy "
    "najbliższą denna kommende kommande"
)
_IN = "in om za pēc po apie"  # "in 2 hours"
_LATER = "from now later kuluttua päästä pärast"  # "2 tunnin kuluttua"
_UNITS = {
    1: "m min mins minute minutes minut minuty minutę minuta minutter minuter minutit minuti minutti minuuttia "
    "minuutin minuuti minuten minūtes minūtēm minučių minutės",
    60: "h hr hrs hour hours time timer timme timmar tund tundi tunni tunti tuntia tunnin stunde stunden std "
    "stunda stundas stundām val valanda valandos valandų valandą godz godzina godzinę godziny godzin t g",
    1440: "d day days dag dage dager dagar päev päeva päivä päivää päivän tag tage tagen diena dienas dienām dienų "
    "dienos dieną dzień dni",
    10_080: "w wk wks week weeks uge uger vecka veckor veckas nädal nädala nädalat viikko viikkoa viikon woche wochen "
    "nedēļa nedēļas nedēļām savaitė savaitės savaičių savaitę tydzień tygodnie tygodni uke uker",
}
_HOUR_SIGNS = "at kl klo klokken klokka klockan um uhr godz godzina godzinie plkst val kell kello h"
_FILLERS = "at on the of kl klo klokken klokka klockan um o w we godz godzina godzinie plkst kell kello den dnia r roku"
_FILLERS_BEHIND_NUMBERS = "d m g gada uhr val h"  # "2026 m. gruodžio 3 d.", "2026. gada", "14 Uhr"
_NONE = "none no nothing off never brak żadne nic nie ingen inga ei nav nėra keine"
_AND = "and og ja und un ir i och oraz"
_BEFORE = "before earlier ahead przed wcześniej före før vor ennen enne pirms prieš"
_HALF_DAYS = {"noon": 720, "midday": 720, "midnight": 0, "południe": 720, "północ": 0}

Index = dict[str, int]


def _folded(words: str) -> frozenset[str]:
    return frozenset(fold(word) for word in words.split())


def _exact(groups: dict[int, str]) -> Index:
    return {word: value for value, words in groups.items() for word in _folded(words)}


def _with_beginnings(groups: tuple[str, ...], taken: frozenset[str], first: int) -> Index:
    """Every word, and every beginning of one that leads to a single meaning and is not a word of its own."""
    exact = _exact(dict(enumerate(groups, first)))
    beginnings: dict[str, set[int]] = {}
    for word, value in exact.items():
        for length in range(3, len(word)):
            beginnings.setdefault(word[:length], set()).add(value)
    clear = {start: values.pop() for start, values in beginnings.items() if len(values) == 1 and start not in taken}
    return clear | exact


DAYS_AHEAD = _exact(_DAYS_AHEAD)
UNITS = _exact(_UNITS)  # minutes
NEXT, THIS = _folded(_NEXT), _folded(_THIS)
IN, LATER = _folded(_IN), _folded(_LATER)
HOUR_SIGNS = _folded(_HOUR_SIGNS)
FILLERS, FILLERS_BEHIND_NUMBERS = _folded(_FILLERS), _folded(_FILLERS_BEHIND_NUMBERS)
NONE, AND, BEFORE = _folded(_NONE), _folded(_AND), _folded(_BEFORE)
HALF_DAYS = {fold(word): minute for word, minute in _HALF_DAYS.items()}

_WHOLE_MONTHS, _WHOLE_WEEKDAYS = _folded(" ".join(_MONTHS)), _folded(" ".join(_WEEKDAYS))
_OTHERS = frozenset(DAYS_AHEAD) | NEXT | THIS | frozenset(HALF_DAYS) | frozenset(UNITS) | ABBREVIATIONS.keys()
MONTHS = _with_beginnings(_MONTHS, _OTHERS | _WHOLE_WEEKDAYS, 1)  # January is 1
WEEKDAYS = _with_beginnings(_WEEKDAYS, _OTHERS | _WHOLE_MONTHS, 0)  # Monday is 0
for _both in MONTHS.keys() & WEEKDAYS.keys():  # "maa" begins maaliskuu and maanantai
    if _both not in _WHOLE_MONTHS:
        del MONTHS[_both]
    if _both not in _WHOLE_WEEKDAYS:
        del WEEKDAYS[_both]
