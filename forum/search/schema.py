"""The database's own index over the search entries: made, dropped and rebuilt by engine.

Both engines cut text into words by the same rule: letters and digits make words, everything
else parts them, case and accents don't count; a phrase never runs from a title into a text.
Kind, board, author and date are marks in the same index, so that a narrowed search stays inside
it: beside columns the engines would look up each match, newest or not. So is the thread on
SQLite; PostgreSQL meets its words with the index of the thread's column.
"""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper

from forum.search.labels import MARK

# A date is marked twice, by week and by quarter, counted from 1970; the lengths in seconds.
WEEK = 7 * 86_400
QUARTER = 90 * 86_400
# PostgreSQL's index has no order: blocks of ids let a search begin with the newest.
BLOCKS = {"i": 4_096, "j": 65_536}

_SQLITE_MARKS = (
    f"'{MARK}k' || {{row}}kind"
    f" || ' {MARK}b' || coalesce({{row}}board_id, 0)"
    f" || ' {MARK}u' || coalesce({{row}}author_id, 0)"
    f" || ' {MARK}t' || coalesce({{row}}thread_id, 0)"
    f" || ' {MARK}w' || (strftime('%s', {{row}}created_at) / {WEEK})"
    f" || ' {MARK}q' || (strftime('%s', {{row}}created_at) / {QUARTER})"
    " || ' ' || {row}labels"
)
_INDEXED = (
    "id",
    "kind",
    "title",
    "text",
    "board_id",
    "thread_id",
    "author_id",
    "created_at",
    "labels",
)
_OLD = f"'delete', old.id, old.title, old.text, {_SQLITE_MARKS.format(row='old.')}"
_NEW = f"new.id, new.title, new.text, {_SQLITE_MARKS.format(row='new.')}"
_FORGET = f"INSERT INTO forum_search(forum_search, rowid, title, text, marks) VALUES ({_OLD});"  # noqa: S608
_LEARN = f"INSERT INTO forum_search(rowid, title, text, marks) VALUES ({_NEW});"  # noqa: S608

SQLITE = (
    f"""CREATE VIEW forum_search_content AS
        SELECT id, title, text, {_SQLITE_MARKS.format(row="")} AS marks FROM forum_searchentry""",  # noqa: S608
    """CREATE VIRTUAL TABLE forum_search USING fts5(
        title, text, marks, content='forum_search_content', content_rowid='id',
        tokenize='unicode61 remove_diacritics 2', prefix='2 3')""",
    f"""CREATE TRIGGER forum_search_insert AFTER INSERT ON forum_searchentry
        BEGIN {_LEARN} END""",
    f"""CREATE TRIGGER forum_search_delete AFTER DELETE ON forum_searchentry
        BEGIN {_FORGET} END""",
    f"""CREATE TRIGGER forum_search_update AFTER UPDATE ON forum_searchentry
        WHEN ({", ".join(f"old.{column}" for column in _INDEXED)}) IS NOT
             ({", ".join(f"new.{column}" for column in _INDEXED)})
        BEGIN {_FORGET} {_LEARN} END""",
    "INSERT INTO forum_search(forum_search) VALUES ('rebuild')",
)
SQLITE_DROP = (
    "DROP TRIGGER IF EXISTS forum_search_insert",
    "DROP TRIGGER IF EXISTS forum_search_delete",
    "DROP TRIGGER IF EXISTS forum_search_update",
    "DROP TABLE IF EXISTS forum_search",
    "DROP VIEW IF EXISTS forum_search_content",
)

# The parser behind to_tsvector sees host names, versions and signed numbers in "B.9.1" and
# "-3", so punctuation is gone before it looks: ASCII, Latin-1, general punctuation, arrows and
# symbols, CJK punctuation, and the letter of the marks.
_PUNCTUATION = (
    r"[\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00a9\u00ab-\u00b1\u00b4\u00b6-\u00b8"
    r"\u00bb\u00bf\u00d7\u00f7\u2000-\u206f\u20a0-\u20cf\u2190-\u245f\u2500-\u2bff"
    r"\u3000-\u3004\u3008-\u3020\ue000\ufe10-\ufe6f\uff00-\uff0f]+"
)
_SECONDS = "extract(epoch FROM created_at AT TIME ZONE 'UTC')"
# Checks that wait for the commit would refuse a change of the table.
_CHECKED = ("SET CONSTRAINTS ALL IMMEDIATE", "SET CONSTRAINTS ALL DEFERRED")
POSTGRESQL = (
    *_CHECKED,
    rf"""CREATE FUNCTION forum_search_fold(words text) RETURNS text
        LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
          SELECT regexp_replace(regexp_replace(
            lower(normalize(words, NFD)), '[\u0300-\u036f]+', '', 'g'), '{_PUNCTUATION}', ' ', 'g')
        $$""",
    f"""ALTER TABLE forum_searchentry ADD COLUMN document tsvector
        GENERATED ALWAYS AS (
          setweight(to_tsvector('pg_catalog.simple', forum_search_fold(title)), 'A') ||
          '''{MARK}'':1'::tsvector ||
          setweight(to_tsvector('pg_catalog.simple', forum_search_fold(text)), 'B') ||
          array_to_tsvector(ARRAY[
            '{MARK}k' || kind,
            '{MARK}b' || coalesce(board_id, 0)::text,
            '{MARK}u' || coalesce(author_id, 0)::text,
            '{MARK}w' || floor({_SECONDS} / {WEEK})::bigint::text,
            '{MARK}q' || floor({_SECONDS} / {QUARTER})::bigint::text,
            {", ".join(f"'{MARK}{mark}' || (id / {size})::text" for mark, size in BLOCKS.items())}
          ] || string_to_array(labels, ' '))
        ) STORED""",
    "CREATE INDEX forum_search_document ON forum_searchentry USING gin (document)",
    """CREATE INDEX forum_search_title ON forum_searchentry
        USING gin (to_tsvector('pg_catalog.simple', forum_search_fold(title)))
        WHERE title <> ''""",
)
POSTGRESQL_DROP = (
    *_CHECKED,
    "DROP INDEX IF EXISTS forum_search_title",
    "ALTER TABLE forum_searchentry DROP COLUMN IF EXISTS document",
    "DROP FUNCTION IF EXISTS forum_search_fold(text)",
)

# For a search engine beside: see `forum.actions.engine`.
_IGNORE = (
    *_CHECKED,
    "DROP TRIGGER IF EXISTS forum_search_note ON forum_searchentry",
    "DROP FUNCTION IF EXISTS forum_search_note()",
)
_WATCH = (
    *_IGNORE,
    """CREATE FUNCTION forum_search_note() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          INSERT INTO forum_searchchange (entry_id)
          VALUES (CASE WHEN TG_OP = 'DELETE' THEN OLD.id ELSE NEW.id END);
          RETURN NULL;
        END $$""",
    """CREATE TRIGGER forum_search_note AFTER INSERT OR UPDATE OR DELETE ON forum_searchentry
        FOR EACH ROW EXECUTE FUNCTION forum_search_note()""",
)


def create_index(connection: BaseDatabaseWrapper) -> None:
    """Makes the index and fills it from the entries that are there.

    An earlier migration than that of the labels leaves it to the later one.
    """
    with connection.cursor() as cursor:
        columns = connection.introspection.get_table_description(cursor, "forum_searchentry")
    if not any(column.name == "labels" for column in columns):
        return
    _run(connection, POSTGRESQL if connection.vendor == "postgresql" else SQLITE)


def drop_index(connection: BaseDatabaseWrapper) -> None:
    _run(connection, POSTGRESQL_DROP if connection.vendor == "postgresql" else SQLITE_DROP)


def watch_changes(connection: BaseDatabaseWrapper) -> None:
    """Note every change of an entry, in its transaction; on PostgreSQL only."""
    _run(connection, _WATCH)


def ignore_changes(connection: BaseDatabaseWrapper) -> None:
    _run(connection, _IGNORE)


def _run(connection: BaseDatabaseWrapper, statements: tuple[str, ...]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
