from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Gives script modules hashed names too, and points their imports at them."""

    support_js_module_import_aggregation = True
