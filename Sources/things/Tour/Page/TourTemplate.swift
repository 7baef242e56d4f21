// SPDX-License-Identifier: Apache-2.0

extension TourPage {
  static let template = """
    <!doctype html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Things That Keep Secrets: the tour</title>
    <style>
    :root { color-scheme: light dark; --ink: #1d2126; --soft: #626b76; --rule: #d9dde2;
      --paper: #fdfdfc; --bad: #b3261e; --good: #1d6b3c;
      --one: #0072b2; --two: #d58a00; --three: #008062; }
    @media (prefers-color-scheme: dark) {
      :root { --ink: #e6e8ea; --soft: #9aa4af; --rule: #363c43; --paper: #16191c;
        --bad: #ff8a80; --good: #7ecb98; --one: #56b4e9; --two: #f0b340; --three: #2fc79c; } }
    body { margin: 0 auto; max-width: 46rem; padding: 2.5rem 1.25rem 4rem; color: var(--ink);
      background: var(--paper); font: 1rem/1.55 system-ui, sans-serif; }
    h1 { font-size: 1.7rem; line-height: 1.2; margin: 0 0 .4rem; }
    h2 { font-size: 1.2rem; margin: 2.6rem 0 .6rem; }
    p { margin: .5rem 0; } .soft { color: var(--soft); }
    ol { padding-left: 1.4rem; } ol li { margin: .7rem 0; } li ul { padding-left: 1.1rem; }
    li ul li { margin: .1rem 0; color: var(--soft); }
    .scroll { overflow-x: auto; }
    table { border-collapse: collapse; width: 100%; font-size: .9rem;
      font-variant-numeric: tabular-nums; }
    th, td { padding: .3rem .6rem .3rem 0; text-align: left; border-bottom: 1px solid var(--rule);
      vertical-align: top; }
    th { color: var(--soft); font-weight: 600; } .number { text-align: right; }
    .bad { color: var(--bad); } .good { color: var(--good); }
    svg { width: 100%; height: auto; font: 12px system-ui, sans-serif; }
    svg .label { fill: var(--ink); } svg .faint { fill: var(--soft); }
    svg .grid { stroke: var(--rule); }
    svg .hardware, svg .tls13 { fill: var(--one); } svg .software, svg .tls12 { fill: var(--two); }
    svg .dtls12 { fill: var(--three); }
    svg .line-tls13 { stroke: var(--one); stroke-width: 2; }
    svg .line-tls12 { stroke: var(--two); stroke-width: 2; }
    svg .line-dtls12 { stroke: var(--three); stroke-width: 2; }
    </style>
    </head>
    <body>
    <h1>What the tour did</h1>
    <p class="soft">{{date}} · {{machine}} · {{versions}}</p>
    <ol>
    {{#steps}}<li>{{title}}<ul>{{#facts}}<li>{{.}}</li>{{/facts}}</ul></li>
    {{/steps}}</ol>
    {{#hasAttacks}}<h2>Attacks</h2>
    <p>Each was run twice on this machine: against a server without the mitigation, and against one with it.</p>
    <div class="scroll"><table>
    <tr><th>attack</th><th>measured</th><th>exposed</th><th>hardened</th></tr>
    {{#attacks}}<tr><td>{{name}}</td><td>{{measure}}</td><td class="bad">{{exposed}}</td><td class="good">{{hardened}}</td></tr>
    {{/attacks}}</table></div>{{/hasAttacks}}
    <h2>Hardware against software</h2>
    <p>The same library on the same machine, with the processor's instructions for cryptography and without them.</p>
    {{{cryptoChart}}}
    <h2>TLS against DTLS</h2>
    <p>Until the server has a device's first reading, over simulated links, with certificates on both sides and OpenSSL:
    the mark is the median of {{seeds}} seeds, the line reaches to the 95th percentile,
    and to the edge where more than one reading in twenty never arrived.
    Time is virtual, and computing takes none of it.</p>
    {{{latencyChart}}}
    <p>All stacks with nothing lost: milliseconds to the first and to a warm reading, packets and bytes on air, both directions.</p>
    <div class="scroll"><table>
    <tr><th>link</th><th>protocol</th><th>library</th><th>identity</th><th class="number">first</th><th class="number">warm</th><th class="number">packets</th><th class="number">bytes</th></tr>
    {{#rows}}<tr><td>{{link}}</td><td>{{protocol}}</td><td>{{library}}</td><td>{{identity}}</td><td class="number">{{first}}</td><td class="number">{{warm}}</td><td class="number">{{packets}}</td><td class="number">{{bytes}}</td></tr>
    {{/rows}}</table></div>
    </body>
    </html>
    """
}
