"""Polls: made with a message, voted in by people, ended by their author or their time.

https://docs.discord.com/developers/resources/poll
"""

from datetime import timedelta

from local_discord.errors import ApiError, invalid
from local_discord.records import Json, Message, Poll, User
from local_discord.world import World

_MOST_ANSWERS, _MOST_HOURS = 10, 32 * 24


def make(world: World, asked: Json) -> Poll:
    """Read a poll create request; 50035 for what Discord would not take."""
    question = str((asked.get("question") or {}).get("text") or "")
    if not 1 <= len(question) <= 300:
        raise invalid("poll.question.text", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 300 in length.")
    answers = asked.get("answers") or []
    if not 1 <= len(answers) <= _MOST_ANSWERS:
        raise invalid("poll.answers", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 10 in length.")
    hours = 24 if asked.get("duration") is None else int(asked["duration"])
    if not 1 <= hours <= _MOST_HOURS:
        raise invalid("poll.duration", "NUMBER_TYPE_MAX", f"Must be between 1 and {_MOST_HOURS} hours.")
    made = [_answer(number, each) for number, each in enumerate(answers, start=1)]
    expires = world.now() + timedelta(hours=hours)
    return Poll(question, made, expires, bool(asked.get("allow_multiselect")), {each["answer_id"]: [] for each in made})


def _answer(number: int, asked: Json) -> Json:
    media = asked.get("poll_media") or {}
    text = str(media.get("text") or "")
    if not 1 <= len(text) <= 55:
        raise invalid(f"poll.answers.{number - 1}.poll_media.text", "BASE_TYPE_BAD_LENGTH", "1 to 55 characters")
    shape: Json = {"text": text}
    emoji = (
        {key: media["emoji"][key] for key in ("id", "name") if media["emoji"].get(key)} if media.get("emoji") else {}
    )
    if emoji:
        shape["emoji"] = {"id": None, "name": None} | emoji | ({"id": str(emoji["id"])} if "id" in emoji else {})
    return {"answer_id": number, "poll_media": shape}


def of(message: Message) -> Poll:
    """The poll of a message that has one; 10008 for others, as the routes of polls answer."""
    if message.poll is None:
        raise ApiError(10008)
    return message.poll


def vote(world: World, message: Message, person: User, *answer_ids: int) -> None:
    """Replace this person's votes, as the client sends them: all at once, none to take them back."""
    poll = of(message)
    if poll.finished or poll.expires_at <= world.now():
        raise ApiError(520001)
    if person.bot or not set(answer_ids) <= poll.votes.keys():
        raise ApiError(50035)
    if len(set(answer_ids)) > 1 and not poll.several:
        raise ApiError(50035)
    for answer_id, voters in poll.votes.items():
        if person.id in voters and answer_id not in answer_ids:
            voters.remove(person.id)
            _tell(world, "MESSAGE_POLL_VOTE_REMOVE", message, person.id, answer_id)
        elif person.id not in voters and answer_id in answer_ids:
            voters.append(person.id)
            _tell(world, "MESSAGE_POLL_VOTE_ADD", message, person.id, answer_id)


def _tell(world: World, name: str, message: Message, user_id: int, answer_id: int) -> None:
    body: Json = {
        "user_id": str(user_id),
        "channel_id": str(message.channel_id),
        "message_id": str(message.id),
        "answer_id": answer_id,
    }
    guild_id = world.channel(message.channel_id).guild_id
    if guild_id is not None:
        body["guild_id"] = str(guild_id)
    world.tell(name, body, guild_id=guild_id)


def shape(poll: Poll, reader: int | None) -> Json:
    counts = [
        {"id": answer_id, "count": len(voters), "me_voted": reader in voters}
        for answer_id, voters in poll.votes.items()
        if voters
    ]
    return {
        "question": {"text": poll.question},
        "answers": poll.answers,
        "expiry": poll.expires_at.isoformat(),
        "allow_multiselect": poll.several,
        "layout_type": 1,
        "results": {"answer_counts": counts, "is_finalized": poll.finished},
    }


def result(poll: Poll) -> Json:
    """The embed of the message that says how a poll ended; without a victor when there is a tie or no vote."""
    counts = {answer_id: len(voters) for answer_id, voters in poll.votes.items()}
    most = max(counts.values())
    victors = [each for each in poll.answers if counts[each["answer_id"]] == most]
    fields = {
        "poll_question_text": poll.question,
        "victor_answer_votes": str(most),
        "total_votes": str(sum(counts.values())),
    }
    if most and len(victors) == 1:
        fields |= {
            "victor_answer_id": str(victors[0]["answer_id"]),
            "victor_answer_text": victors[0]["poll_media"]["text"],
        }
    return {
        "type": "poll_result",
        "fields": [{"name": name, "value": value, "inline": False} for name, value in fields.items()],
    }
