"""Django's PostgreSQL backend, with a health check that costs no query while all is well,
and set for many short statements."""

from __future__ import annotations

import select

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    def init_connection_state(self) -> None:
        """Without compiling statements: our short ones would wait longer for it than they run."""
        super().init_connection_state()
        with self.connection.cursor() as cursor:
            cursor.execute("SET jit = off")
        if not self.get_autocommit():
            self.connection.commit()

    def is_usable(self) -> bool:
        """Asked before the first query of each request.

        A server that restarts, or ends an idle connection, says so on the connection and
        closes it: as long as there is nothing to read, there is nothing to ask.
        """
        if self.connection is not None and not self.connection.closed and not self.errors_occurred:
            poll = select.poll()
            poll.register(self.connection.fileno(), select.POLLIN | select.POLLPRI)
            if not poll.poll(0):
                return True
        return bool(super().is_usable())
