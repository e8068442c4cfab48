"""What the classes and ids of the elements around links say of a list: the words that page builders use."""

import re

_RELATED_CLASS = re.compile(
    r"related|recirc|more-?on|more-?about|mehr-?zum|zum-?thema|read-?more|(?:read|see|like)-?also|also-?like|verwandt"
    r"|relacionad|correlat|lees-?ook|les-?ogs|lire-?aussi|onward|linklist",
)
_OTHER_CLASS = re.compile(
    r"most[-_ ]?(?:read|popular|viewed|shared)|popular|trending|latest|newest|meistgelesen|ticker|newsletter|share"
    r"|social|breadcrumb|outbrain|taboola|sponsor|advert|shop|jobs|podcast|subscribe|login|paywall|sales|comment|footer"
    r"|product|commerce|affiliate|author|photo|image",
)


def names_related_list(classes: str) -> bool:
    """Whether the classes and ids around links, in lower case, are those of a related list."""
    return _RELATED_CLASS.search(classes) is not None


def names_another_list(classes: str) -> bool:
    """The same for lists of another kind, and for what is no list of articles."""
    return _OTHER_CLASS.search(classes) is not None
