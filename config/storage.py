from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticStorage(CompressedManifestStaticFilesStorage):
    """Gives script modules hashed names too, and points their imports at them."""

    support_js_module_import_aggregation = True
