"""Texts that would run a script in a page that forgets to escape them, and how to see that none did."""

PAYLOADS = (
    "<script>alert(1)</script>",
    "<ScRiPt >alert(1)</ScRiPt >",
    "<img src=x onerror=alert(1)>",
    "<img/src='x'/onerror=alert`1`>",
    '"><svg onload=alert(1)>',
    "<svg><script>alert&#40;1)</script></svg>",
    "<svg/onload=alert(1)//",
    "' onmouseover='alert(1)",
    '" onfocus="alert(1)" autofocus="',
    "<input autofocus onfocus=alert(1)>",
    "<details open ontoggle=alert(1)>",
    "</mark></style></details></textarea></title><iframe src=javascript:alert(1)>",
    "<iframe srcdoc='<script>parent.alert(1)</script>'>",
    "<!--<b>--><a href=javascript:alert(1)>x</a>",
    "--><script>alert(1)</script><!--",
    "<style>@import 'http://attack.invalid/a.css';*{background:url(http://attack.invalid/b)}</style>",
    "<link rel=stylesheet href=http://attack.invalid/c.css>",
    "<meta http-equiv=refresh content='0;url=http://attack.invalid/'>",
    "<base href=http://attack.invalid/>",
    "<object data=javascript:alert(1)>",
    "<math><mtext></p><mglyph><style></math><img src=x onerror=alert(1)>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<template><script>alert(1)</script></template>",
    "<form action=javascript:alert(1)><button autofocus>x",
    "<video><source onerror=alert(1)></video>",
    "<marquee onstart=alert(1)>x</marquee>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;img src=x onerror=alert(1)&#62;",
    "\\u003cscript\\u003ealert(1)\\u003c/script\\u003e",
    "%3Cscript%3Ealert(1)%3C/script%3E",
    "{{ 7 * 7 }}{% raw %}{{ self.__init__.__globals__ }}",
    "${alert(1)}<%= alert(1) %>",
    "javascript:alert(1)",
    "$\\href{javascript:alert(1)}{x}$ and \\(\\require{html}\\class{x}{y}\\) $$\\style{color:red}{x}$$",
    "\u202e<script>alert(1)</script>",
    "\ufeff<script>alert(1)</script>",
    "<\x00script>alert(1)</script>",
    "＜script＞alert(1)＜/script＞",
    "]]><script>alert(1)</script>",
    "`<img src=x onerror=alert(1)>`",
)

# Elements and attributes of a page that can run or fetch something; ours have none of them but pictures of their own.
DANGEROUS = """() => Array.from(document.querySelectorAll(SELECTOR)).flatMap(element => [
    ...(['SCRIPT', 'IFRAME', 'OBJECT', 'EMBED', 'LINK', 'BASE', 'FORM', 'SVG', 'MATH', 'VIDEO', 'TEMPLATE', 'MARQUEE',
         'MJX-CONTAINER'].includes(element.tagName.toUpperCase()) ? [element.tagName] : []),
    ...Array.from(element.attributes)
        .filter(one => one.name.startsWith('on') || one.name == 'srcdoc' || (one.name == 'src' && one.value == 'x')
            || (['href', 'src', 'action', 'data'].includes(one.name)
                && /^\\s*(javascript|vbscript|https?):/i.test(one.value)))
        .map(one => `${element.tagName} ${one.name}=${one.value}`),
])"""


def dangerous(selector="*"):
    """The script that lists them below a selector."""
    return DANGEROUS.replace("SELECTOR", repr(selector))


def hostile_articles():
    """A frame of articles in which every word that is shown could be a script, the names of outlets too."""
    import pandas as pd

    texts = [
        f"{payload} It may {payload} rain, “{payload} perhaps,” said Ann {payload} Lee.\n\nCritics say “{payload}”."
        for payload in PAYLOADS
    ]
    labels = pd.Index([f"{at} {payload}" for at, payload in enumerate(PAYLOADS)], name=PAYLOADS[2])
    groups = [PAYLOADS[at % 4] for at in range(len(PAYLOADS))]
    return pd.DataFrame({"text": texts, "paper": groups, PAYLOADS[4]: groups}, index=labels)
