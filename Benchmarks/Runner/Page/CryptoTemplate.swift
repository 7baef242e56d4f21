// SPDX-License-Identifier: Apache-2.0

extension CryptoReport {
  static let template = """
    <!doctype html>
    <html lang="en">
    <head>
    <meta charset="utf-8"/>
    <meta name="viewport" content="width=device-width, initial-scale=1"/>
    <title>Things That Keep Secrets: what cryptography costs here</title>
    <style>
    :root { color-scheme: light dark; --ink: #1d2126; --soft: #626b76; --rule: #d9dde2;
      --paper: #fdfdfc; --bad: #b3261e; --good: #1d6b3c;
      --one: #0072b2; --two: #b46f00; --three: #008062; --four: #9d4a86; }
    @media (prefers-color-scheme: dark) {
      :root { --ink: #e6e8ea; --soft: #9aa4af; --rule: #363c43; --paper: #16191c;
        --bad: #ff8a80; --good: #7ecb98; --one: #56b4e9; --two: #f0b340; --three: #2fc79c;
        --four: #d98bc3; } }
    body { margin: 0 auto; max-width: 50rem; padding: 2.5rem 1.25rem 4rem; color: var(--ink);
      background: var(--paper); font: 1rem/1.55 system-ui, sans-serif; }
    h1 { font-size: 1.7rem; line-height: 1.2; margin: 0 0 .4rem; }
    h2 { font-size: 1.2rem; margin: 2.6rem 0 .6rem; }
    p { margin: .5rem 0; } .soft { color: var(--soft); }
    summary { cursor: pointer; color: var(--soft); } .scroll { overflow-x: auto; }
    table { border-collapse: collapse; width: 100%; font-size: .9rem;
      font-variant-numeric: tabular-nums; }
    th, td { padding: .3rem .6rem .3rem 0; text-align: left; vertical-align: top;
      border-bottom: 1px solid var(--rule); }
    th { color: var(--soft); font-weight: 600; } .number { text-align: right; }
    .bad { color: var(--bad); } .good { color: var(--good); }
    svg { width: 100%; height: auto; font: 12px system-ui, sans-serif; margin-top: .5rem; }
    .label { fill: var(--ink); } .faint { fill: var(--soft); }
    .heading { fill: var(--ink); font-weight: 600; font-size: 13px; }
    .grid, .lead { stroke: var(--rule); }
    .openssl { fill: var(--one); stroke: var(--one); }
    .mbedtls { fill: var(--two); stroke: var(--two); }
    .portable { fill: var(--three); stroke: var(--three); }
    .swift-crypto { fill: var(--four); stroke: var(--four); }
    .hollow { fill: var(--paper); } .mark { stroke-width: 1.5; }
    .line { fill: none; stroke-width: 1.5; } .broken { stroke-dasharray: 5 4; }
    </style>
    </head>
    <body>
    <h1>What cryptography costs here</h1>
    <p class="soft">{{date}} · {{machine}}</p>
    <p>Every library on every path is a process of its own; all of them worked in turn, in {{rounds}} rounds.
    What is shown is the median over the rounds, through the book’s providers.
    Scales are logarithmic: each line is ten times the one before.</p>
    <div class="scroll"><table>
    {{#paths}}<tr><td>{{version}}</td><td>{{meaning}}</td></tr>
    {{/paths}}</table></div>
    {{#families}}<h2>{{title}}</h2>
    {{{chart}}}
    <details><summary>The numbers: {{unit}}</summary>
    <div class="scroll"><table>
    <tr><th>operation</th><th>library</th><th>path</th>{{#columns}}<th class="number">{{.}}</th>{{/columns}}</tr>
    {{#lines}}<tr><td>{{algorithm}}</td><td>{{library}}</td><td>{{path}}</td>{{#figures}}<td class="number" data-figure="{{name}}">{{value}}</td>{{/figures}}</tr>
    {{/lines}}</table></div></details>
    {{/families}}{{#hasClaims}}<h2>What the book claims</h2>
    <p>How many times as fast the one is as the other, at least how many that must be, and whether it was.</p>
    <div class="scroll"><table>
    {{#claims}}<tr class="{{style}}"><td>{{says}}</td>{{#figures}}<td class="number" data-figure="{{name}}">{{value}}</td>{{/figures}}</tr>
    {{/claims}}</table></div>
    {{/hasClaims}}<h2>Did the path change?</h2>
    <p>Only if the library says that it uses other instructions, and the clock agrees: the number says how many times as fast the hardware path is.</p>
    <div class="scroll"><table>
    {{#switches}}<tr><td>{{library}}</td><td>{{algorithm}}</td><td>{{verdict}}</td><td class="number">{{speed}}</td><td>{{reason}}</td></tr>
    {{/switches}}</table></div>
    </body>
    </html>
    """
}
