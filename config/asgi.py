"""One application for pages and sockets.

Pages go through Django's WSGI handler in a pool of threads, which serves several times more
of them than its ASGI handler does, and lets a thread keep its database connection.
"""

import os
from typing import Any

from a2wsgi import WSGIMiddleware
from channels.routing import ProtocolTypeRouter
from django.core.wsgi import get_wsgi_application

from config.doorway import Doorway
from config.settled import settle
from config.sockets import mend_servers


def make_application() -> ProtocolTypeRouter:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    wsgi: Any = get_wsgi_application()
    pages = WSGIMiddleware(wsgi, workers=int(os.environ.get("WEB_THREADS", "8")))

    # Models can be imported only now that Django is set up.
    from forum.live.origin import own_pages_only
    from forum.worker import start_embedded_worker

    mend_servers()
    start_embedded_worker()
    settle()
    return ProtocolTypeRouter(
        {"http": Doorway(pages), "lifespan": pages, "websocket": own_pages_only}
    )


application = make_application()
