"""Participant lists as Zoom and Teams write them, with invented people. Each is a file's bytes and what is in it."""

from dataclasses import dataclass

from bot.domain.participants import Format


@dataclass(frozen=True)
class Sample:
    content: bytes
    format: Format
    people: list[tuple[str, int | None]]
    absent: int = 0


def utf16(*lines: str) -> bytes:
    """As Teams saves: UTF-16, little end first, with a byte-order mark, tabs, CR and LF."""
    return b"\xff\xfe" + "\r\n".join(lines).encode("utf-16-le")


SAMPLES: dict[str, Sample] = {}

SAMPLES["zoom meeting, one row a person"] = Sample(
    b"Name (Original Name),User Email,Total Duration (Minutes),Guest\r\n"
    b"Marta Lis,marta@example.org,62,No\r\nIlze B.,,7,Yes\r\n",
    Format.ZOOM,
    [("Marta Lis", 62), ("Ilze B.", 7)],
)
SAMPLES["zoom meeting with its header block, rejoined"] = Sample(
    (
        "\ufeffMeeting ID,Topic,Start Time,End Time,User Email,Duration (Minutes),Participants\r\n"
        '"812 3456 7890",Storytelling,03/12/2026 05:55:00 PM,03/12/2026 07:00:00 PM,host@example.org,65,4\r\n'
        "\r\n"
        "Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest,Recording Consent,"
        "In Waiting Room\r\n"
        "Søren Bjørk (Sønderborg),s@example.org,03/12/2026 05:55:00 PM,03/12/2026 07:00:00 PM,65,No,Y,No\r\n"
        "Anna Wójcik,,03/12/2026 06:10:00 PM,03/12/2026 06:40:00 PM,30,Yes,,No\r\n"
        "Anna Wójcik,,03/12/2026 06:42:00 PM,03/12/2026 07:00:00 PM,18,Yes,,No\r\n"
        "Jan Waits,,03/12/2026 05:50:00 PM,03/12/2026 05:55:00 PM,5,Yes,,Yes\r\n"
    ).encode(),
    Format.ZOOM,
    [("Søren Bjørk (Sønderborg)", 65), ("Anna Wójcik", 48)],
)
SAMPLES["zoom meeting, the newer header block"] = Sample(
    b"Topic,ID,Host,Duration (minutes),Start time,End time,Participants\n"
    b"Partner meeting,812 3456 7890,Marta Lis,61,2026-12-03 14:00:02,2026-12-03 15:01:11,2\n\n"
    b"Name (original name),Email,Join time,Leave time,Duration (minutes),Guest,In waiting room\n"
    b"Marta Lis,marta@example.org,2026-12-03 14:00:02,2026-12-03 15:01:11,62,No,No\n"
    b"Phone (Marta Lis),marta@example.org,2026-12-03 14:30:00,2026-12-03 14:45:00,15,No,No\n"
    b"Tarmo Kask,,2026-12-03 14:20:00,2026-12-03 14:50:30,31,Yes,No\n",
    Format.ZOOM,
    [("Marta Lis", 61), ("Tarmo Kask", 30)],
)
SAMPLES["zoom webinar with sections"] = Sample(
    b"Attendee Report,\n"
    b'Report Generated:,"Dec 4, 2026 6:26 PM"\n'
    b"Topic,Webinar ID,Actual Start Time,Actual Duration (minutes),# Registered,# Cancelled,Unique Viewers\n"
    b'Culture and safety,847 5984 1045,"Dec 3, 2026 7:00 PM",92,4,0,3\n'
    b"Host Details,\n"
    b"Attended,User Name (Original Name),Email,Join Time,Leave Time,Time in Session (minutes),Is Guest,Country\n"
    b'Yes,Marta Lis,marta@example.org,"Dec 3, 2026 18:55:27","Dec 3, 2026 20:32:19",97,No,Poland\n'
    b"Panelist Details,\n"
    b"Attended,User Name (Original Name),Email,Join Time,Leave Time,Time in Session (minutes),Is Guest,Country\n"
    b'Yes,Eero Salo,eero@example.org,"Dec 3, 2026 19:00:00","Dec 3, 2026 19:40:00",40,Yes,Finland\n'
    b'Yes,Eero Salo,eero@example.org,"Dec 3, 2026 19:30:00","Dec 3, 2026 20:00:00",30,Yes,Finland\n'
    b"Attendee Details,\n"
    b"Attended,User Name (Original Name),First Name,Last Name,Email,Registration Time,Approval Status,Join Time,"
    b"Leave Time,Time in Session (minutes),Is Guest,Country/Region Name\n"
    b'Yes,Rasa K,Rasa,Kalna,rasa@example.org,"Nov 1, 2026 09:00:00",approved,"Dec 3, 2026 19:02:00",'
    b'"Dec 3, 2026 19:58:00",56,Yes,Lithuania\n'
    b'No,Linus Ek,Linus,Ek,linus@example.org,"Nov 2, 2026 09:00:00",approved,--,--,--,--,Sweden\n',
    Format.ZOOM,
    [("Marta Lis", 97), ("Eero Salo", 60), ("Rasa K", 56)],
    absent=1,
)
SAMPLES["zoom meeting in German, semicolons, an old encoding"] = Sample(
    (
        "Name (ursprünglicher Name);E-Mail des Benutzers;Beitrittszeit;Austrittszeit;Dauer (Minuten);Gast\r\n"
        "Jörg Weiß;joerg@example.org;03.12.2026 14:00:00;03.12.2026 15:00:00;60;Nein\r\n"
        "Bärbel Groß;;03.12.2026 14:10:00;03.12.2026 14:20:00;10;Ja\r\n"
    ).encode("cp1252"),
    Format.ZOOM,
    [("Jörg Weiß", 60), ("Bärbel Groß", 10)],
)
SAMPLES["zoom meeting in Polish, an old encoding"] = Sample(
    (
        "Nazwa (oryginalna nazwa);Adres e-mail użytkownika;Czas dołączenia;Czas opuszczenia;"
        "Czas trwania (minuty);Gość;W poczekalni\r\n"
        "Łucja Żak;lucja@example.org;2026-12-03 14:00:00;2026-12-03 14:52:00;52;Nie;Nie\r\n"
        "Czeka Ktoś;;2026-12-03 13:50:00;2026-12-03 14:00:00;10;Tak;Tak\r\n"
    ).encode("cp1250"),
    Format.ZOOM,
    [("Łucja Żak", 52)],
)
SAMPLES["teams, the newer report"] = Sample(
    utf16(
        "1. Summary",
        "Meeting title\tMentors' meeting",
        "Attended participants\t3",
        "Start time\t12/3/26, 2:00:11 PM",
        "End time\t12/3/26, 3:31:02 PM",
        "Meeting duration\t1h 30m 51s",
        "Average attendance time\t1h 2m 1s",
        "",
        "2. Participants",
        "Name\tFirst Join\tLast Leave\tIn-Meeting Duration\tEmail\tParticipant ID (UPN)\tRole",
        "Marta Lis\t12/3/26, 2:00:11 PM\t12/3/26, 3:31:02 PM\t1h 30m 51s\tm@example.org\tm@example.org\tOrganizer",
        "Eero Salo (Guest)\t12/3/26, 2:05:00 PM\t12/3/26, 3:30:00 PM\t62m\t\t\tPresenter",
        "Ilze Bērziņa\t12/3/26, 2:10:00 PM\t12/3/26, 2:10:20 PM\t20s\tilze@example.org\tilze@example.org\tAttendee",
        "",
        "3. In-Meeting Activities",
        "Name\tJoin Time\tLeave Time\tDuration\tEmail\tRole",
        "Marta Lis\t12/3/26, 2:00:11 PM\t12/3/26, 3:31:02 PM\t1h 30m 51s\tmarta@example.org\tOrganizer",
        "Eero Salo (Guest)\t12/3/26, 2:05:00 PM\t12/3/26, 2:45:00 PM\t40m\t\tPresenter",
        "Eero Salo (Guest)\t12/3/26, 3:08:00 PM\t12/3/26, 3:30:00 PM\t22m\t\tPresenter",
    ),
    Format.TEAMS,
    [("Marta Lis", 91), ("Eero Salo (Guest)", 62), ("Ilze Bērziņa", 1)],
)
SAMPLES["teams, the report of 2022, a row each time they joined"] = Sample(
    utf16(
        "Meeting Summary",
        "Total Number of Participants\t2",
        "Meeting Title\tClub session",
        "Meeting Start Time\t1/10/2026, 10:00:00 AM",
        "Meeting End Time\t1/10/2026, 11:02:42 AM",
        "Meeting Id\t19:meeting_x@thread.v2",
        "",
        "Full Name\tJoin Time\tLeave Time\tDuration\tEmail\tRole\tParticipant ID (UPN)",
        "Anna Wójcik\t1/10/2026, 10:00:12 AM\t1/10/2026, 10:30:12 AM\t30m\ta@example.org\tOrganizer\ta@example.org",
        "Anna Wójcik\t1/10/2026, 10:20:12 AM\t1/10/2026, 11:02:42 AM\t42m 30s\ta@example.org\tOrganizer\ta@example.org",
        "Jonas\t1/10/2026, 10:05:00 AM\t1/10/2026, 10:05:40 AM\t40s\tj@example.org\tPresenter\tj@example.org",
    ),
    Format.TEAMS,
    [("Anna Wójcik", 62), ("Jonas", 1)],
)
SAMPLES["teams, the oldest list of who did what"] = Sample(
    utf16(
        "Full Name\tUser Action\tTimestamp",
        "Marta Lis\tJoined\t10/12/2026, 9:00:00 AM",
        "Eero Salo\tJoined before\t10/12/2026, 9:01:00 AM",
        "Eero Salo\tLeft\t10/12/2026, 9:21:00 AM",
        "Eero Salo\tJoined\t10/12/2026, 9:30:00 AM",
        "Ilze Bērziņa\tJoined\t10/12/2026, 9:10:00 AM",
        "Ilze Bērziņa\tLeft\t10/12/2026, 10:00:00 AM",
    ),
    Format.TEAMS,
    [("Marta Lis", 60), ("Eero Salo", 50), ("Ilze Bērziņa", 50)],
)
SAMPLES["teams, the oldest list in German, without a mark"] = Sample(
    "Vollständiger Name\tBenutzeraktion\tZeitstempel\r\n"
    "Jörg Weiß\tBeigetreten\t12.10.2026, 09:00:00\r\n"
    "Jörg Weiß\tVerlassen\t12.10.2026, 09:45:00\r\n".encode("utf-16-le"),
    Format.TEAMS,
    [("Jörg Weiß", 45)],
)


def _teams_in(language: str, head: str, *rows: str) -> None:
    lines = ("1. …", "… \tA meeting", "", "2. …", head, *rows, "", "3. …", head.rpartition("\t")[0], *rows)
    people: list[tuple[str, int | None]] = [(row.split("\t")[0], 62) for row in rows]
    SAMPLES[f"teams in {language}"] = Sample(utf16(*lines), Format.TEAMS, people)


_teams_in(
    "German",
    "Name\tErster Beitritt\tLetztes Verlassen\tDauer der Besprechungsteilnahme\tE-Mail\tTeilnehmer-ID (UPN)\tRolle",
    "Jörg Weiß\t03.12.26, 14:00:00\t03.12.26, 15:10:00\t1 Std. 2 Min. 5 Sek.\tj@example.org\tj@example.org\tGast",
)
_teams_in(
    "Polish",
    "Imię i nazwisko\tPierwsze dołączenie\tOstatnie wyjście\tCzas udziału w spotkaniu\tAdres e-mail\t"
    "Identyfikator uczestnika (UPN)\tRola",
    "Łucja Żak\t03.12.2026, 14:00:00\t03.12.2026, 15:10:00\t1 godz. 2 min 5 s\tl@example.org\tl@example.org\tUczestnik",
)
_teams_in(
    "Swedish",
    "Namn\tFörsta anslutningen\tSenast lämnade\tVaraktighet i mötet\tE-post\tDeltagar-ID (UPN)\tRoll",
    "Åsa Öberg\t2026-12-03 14:00:00\t2026-12-03 15:10:00\t1 tim 2 min 5 s\ta@example.org\ta@example.org\tDeltagare",
)
_teams_in(
    "Danish",
    "Navn\tFørste deltagelse\tSenest forladt\tVarighed i mødet\tMail\tDeltager-id (UPN)\tRolle",
    "Søren Kær\t03.12.2026 14.00.00\t03.12.2026 15.10.00\t1 t 2 m 5 s\ts@example.org\ts@example.org\tDeltager",
)
_teams_in(
    "Norwegian",
    "Navn\tBle med først\tForlot sist\tVarighet i møtet\tE-post\tDeltaker-ID (UPN)\tRolle",
    "Bjørn Ås\t03.12.2026, 14:00:00\t03.12.2026, 15:10:00\t1 t 2 min 5 sek\tb@example.org\tb@example.org\tDeltaker",
)
_teams_in(
    "Finnish",
    "Nimi\tEnsimmäinen liittyminen\tViimeinen poistuminen\tKokouksen kesto\tSähköposti\tOsallistujatunnus (UPN)\tRooli",
    "Päivi Mäki\t3.12.2026 klo 14.00.00\t3.12.2026 klo 15.10.00\t1 t 2 min 5 s\tp@example.org\tp@example.org\tVieras",
)
_teams_in(
    "Estonian",
    "Nimi\tEsimene liitumine\tViimane lahkumine\tKestus koosolekul\tE-post\tOsaleja ID (UPN)\tRoll",
    "Tõnu Pärn\t3.12.2026 14:00:00\t3.12.2026 15:10:00\t1 t 2 min 5 s\tt@example.org\tt@example.org\tOsaleja",
)
_teams_in(
    "Latvian",
    "Vārds\tPirmā pievienošanās\tPēdējā pamešana\tIlgums sapulcē\tE-pasts\tDalībnieka ID (UPN)\tLoma",
    "Jānis Ķēniņš\t03.12.2026 14:00:00\t03.12.2026 15:10:00\t1 st. 2 min. 5 s\tj@example.org\tj@example.org\tViesis",
)
_teams_in(
    "Lithuanian",
    "Vardas\tPirmas prisijungimas\tPaskutinis išėjimas\tTrukmė susitikime\tEl. paštas\tDalyvio ID (UPN)\tVaidmuo",
    "Rūta Žukė\t2026-12-03 14:00:00\t2026-12-03 15:10:00\t1 val. 2 min. 5 s\tr@example.org\tr@example.org\tDalyvis",
)
SAMPLES["a table of one's own"] = Sample(
    "Name;Minutes\r\nRasa Kalna;45\r\nTõnu Pärn;\r\n".encode(), Format.OTHER, [("Rasa Kalna", 45), ("Tõnu Pärn", None)]
)
SAMPLES["names alone, an old encoding"] = Sample(
    "Vārds\r\nJānis Ķēniņš\r\nRūta Žukė\r\n".encode("cp1257"),
    Format.OTHER,
    [("Jānis Ķēniņš", None), ("Rūta Žukė", None)],
)
SAMPLES["first and last names"] = Sample(
    b"sep=;\r\nFirst name;Last name;E-mail\r\nLinus;Ek;linus@example.org\r\n", Format.OTHER, [("Linus Ek", None)]
)
