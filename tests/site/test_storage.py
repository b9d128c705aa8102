from config.storage import StaticStorage


def test_an_address_is_remembered_until_files_are_collected_again(tmp_path):
    storage = StaticStorage(location=tmp_path, base_url="/static/")
    for hashed in ("css/site.111.css", "css/site.222.css"):
        storage.hashed_files = {"css/site.css": hashed}
        storage.save_manifest()
        assert [storage.url("css/site.css") for _ in range(2)] == [f"/static/{hashed}"] * 2
