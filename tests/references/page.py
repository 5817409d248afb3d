"""docs/accuracy.md: tables, and the sections that programs write."""

from __future__ import annotations

from corpus import REPOSITORY

PAGE = REPOSITORY / "docs" / "accuracy.md"


def f1(found: float, false: float, missed: float) -> float:
    return 2 * found / max(2 * found + false + missed, 1e-9)


def markdown(head: list[str], rows: list[list[str]]) -> str:
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows]) + "\n"


def write_section(start: str, end: str, text: str) -> None:
    """Puts `text` between its two marks, at the end of the page where they are not there yet."""
    section = f"{start}\n{text}\n{end}\n"
    print(section)
    page = PAGE.read_text() if PAGE.exists() else "# Accuracy\n\n"
    if start in page:
        before, rest = page.split(start)
        page = before + section + rest.split(end)[1].removeprefix("\n")
    else:
        page = page.rstrip("\n") + "\n\n" + section
    PAGE.write_text(page)
