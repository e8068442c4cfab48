"""Where the outside reaches the view: what absolute links in feeds and in the snippet for publishers start with."""

import re
from dataclasses import dataclass

_HOST = re.compile(r"([a-z0-9]([a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\])(:[0-9]{1,5})?", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Outside:
    """What the view is told of the outside. `address`: where it is reached, without a slash at its end; `hub`: the
    WebSub hub that follows its feeds; `embeds`: whether pages of other sites may read what is here."""

    address: str | None = None
    hub: str | None = None
    embeds: bool = False

    def base(self, scheme: str, host: str | None) -> str:
        """What absolute links start with: the configured address, else what was asked (RFC 9110, section 7.2).

        A `Host` that is none gives `localhost`: such a request comes from no browser and no feed reader.
        """
        if self.address:
            return self.address
        return f"{scheme}://{host if host and _HOST.fullmatch(host) else 'localhost'}"
