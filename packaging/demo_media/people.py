"""The people of the demo campus. Names are made up; the two learners and the teacher can sign in."""

from __future__ import annotations

from shapes import Json


def _person(key: str, first: str, last: str, role: str = "author") -> Json:
    password = None if role == "author" else f"{key}-demo"
    return {
        "key": key,
        "role": role,
        "username": key,
        "password": password,
        "first_name": first,
        "last_name": last,
    }


PEOPLE: list[Json] = [
    _person("amina", "Amina", "Diallo", "learner"),
    _person("mateo", "Mateo", "Quispe", "learner"),
    _person("teacher", "Ruth", "Adeyemi", "teacher"),
    _person("linh", "Linh", "Trần"),
    _person("kofi", "Kofi", "Mensah"),
    _person("priya", "Priya", "Nair"),
    _person("ana", "Ana", "Kovač"),
    _person("yusuf", "Yusuf", "Demir"),
    _person("sela", "Sela", "Tupou"),
    _person("noor", "Noor", "Rahman"),
    _person("aidan", "Aidan", "Byrne"),
    _person("lucia", "Lucía", "Ferreira"),
]

EVERYBODY = [str(person["key"]) for person in PEOPLE]
