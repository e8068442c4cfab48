from services.parser.fields import ArticleFields


def read_html(text: str, url: str | None) -> ArticleFields:
    return ArticleFields()
