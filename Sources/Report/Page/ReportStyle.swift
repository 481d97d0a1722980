/// How the page looks, in light and dark.
enum ReportStyle {
  static let text = """
    :root{color-scheme:light dark;--ink:#1c2530;--paper:#fff;--dim:#5c6773;--line:#c3ccd6;--box:#eef2f6;--mark:#ffe08a;
    --good:#1b6e3c;--warning:#855600;--bad:#b3261e;--message:#1f5fa8}
    @media(prefers-color-scheme:dark){:root{--ink:#e6edf3;--paper:#12171d;--dim:#9aa7b4;--line:#3a4552;--box:#1f2731;
    --mark:#6b5310;--good:#6fcf87;--warning:#e0b050;--bad:#ff8a7a;--message:#7db7ff}}
    body{font:15px/1.5 system-ui,sans-serif;margin:0 auto;max-width:84rem;padding:0 1.2rem 8rem;color:var(--ink);
    background:var(--paper)}
    h1{font-size:1.4rem;margin:1.2rem 0 .2rem}h2{font-size:1.1rem;margin:2rem 0 .5rem}
    nav{position:sticky;top:0;z-index:1;display:flex;flex-wrap:wrap;gap:1rem;align-items:center;padding:.5rem 0;
    background:var(--paper);border-bottom:1px solid var(--line)}
    a{color:var(--message)}pre{background:var(--box);padding:.7rem .9rem;overflow-x:auto;font-size:13px;border-radius:4px}
    #failure pre{border-left:4px solid var(--bad)}
    .wide{overflow-x:auto;border:1px solid var(--line);border-radius:4px;max-height:80vh}
    table{border-collapse:collapse;width:100%;font-size:13px}th,td{text-align:left;padding:.2rem .6rem;
    border-bottom:1px solid var(--line);vertical-align:top}td{overflow-wrap:anywhere}
    th{white-space:nowrap;position:sticky;top:3rem;background:var(--paper)}td:first-child,td:nth-child(2){white-space:nowrap}
    .good{color:var(--good)}.warning{color:var(--warning)}.bad{color:var(--bad)}.message{color:var(--message)}
    .dim,.left-out,.hint{color:var(--dim)}.left-out{border-left:4px solid var(--warning);padding-left:.6rem}
    tr:target,details:target>summary{background:var(--mark)}:target{scroll-margin-top:6rem}
    input{font:inherit;padding:.2rem .6rem;margin-left:auto;color:inherit;background:var(--box);border:1px solid var(--line)}
    summary{cursor:pointer}.view{display:grid;grid-template-columns:minmax(20rem,1fr) minmax(20rem,1fr);gap:1rem}
    .bytes{font:13px/1.6 ui-monospace,Menlo,Consolas,'DejaVu Sans Mono',monospace;white-space:pre;position:sticky;top:4rem;
    align-self:start}.bytes i{font-style:normal}
    .lit{background:var(--mark);outline:1px solid var(--warning)}h3,h4{margin:.6rem 0 .2rem;font-size:.95rem}
    .field{display:grid;grid-template-columns:11rem 1fr;font-size:13px}.field span:last-child{overflow-wrap:anywhere}
    #chain{position:fixed;left:0;right:0;bottom:0;max-height:35vh;overflow:auto;background:var(--box);padding:.5rem 1.2rem;
    border-top:2px solid var(--line);font-size:13px}#chain ol{margin:.2rem 0}
    @media(max-width:50rem){.view{grid-template-columns:1fr}}@media print{nav,#chain{position:static}.wide{max-height:none}}
    """.split(separator: "\n").joined()
}
