// SPDX-License-Identifier: Apache-2.0

extension TracePage {
  static let template = """
    <!doctype html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>{{title}}: every byte of a handshake</title>
    <style>{{{css}}}</style>
    </head>
    <body>
    <header>
    <p class="eyebrow">Every byte of a handshake</p>
    <h1>{{title}}</h1>
    <ul class="facts">
    <li>{{version}}</li><li>{{suite}}</li><li>{{recordCount}}, {{messageCount}}</li>
    <li><b>{{bytes}}</b> bytes on the wire</li></ul>
    {{#reveals}}<p class="note warning">This page shows keys and what was said under them: whoever has it can read the whole connection.</p>{{/reveals}}
    {{^reveals}}<p class="note">Told by the {{told}}. Handshake messages are shown decrypted, since they are what there is to learn from; the values of secrets and the application's data were never kept (<code>--reveal-secrets</code>).</p>{{/reveals}}
    </header>
    <main>
    <nav aria-label="time line">
    <div class="lanes"><b>client</b><b>server</b></div>
    <ol class="ladder">
    {{#steps}}{{#isRecord}}<li class="step {{sender}} {{sealed}}"><a href="#record-{{index}}" title="{{bytes}} bytes, {{sealed}} {{time}}"><span class="label">{{#items}}<span>{{name}} <small>{{size}}</small></span>{{/items}}</span><span class="arrow"></span></a></li>
    {{/isRecord}}{{#isSecret}}<li class="derived"><a href="#secret-{{first}}">{{count}}</a></li>
    {{/isSecret}}{{/steps}}</ol>
    <ul class="key"><li class="clear">in the clear</li><li class="early">early key</li><li class="handshake">handshake keys</li><li class="application">application keys</li></ul>
    </nav>
    <div class="detail">
    <div class="bar"><h2>Records</h2><button type="button" data-open="1">open all</button><button type="button" data-open="0">close all</button></div>
    <ul class="kinds">{{#kinds}}<li class="k-{{kind}}">{{name}}</li>{{/kinds}}</ul>
    {{#records}}<details class="record {{sender}} {{sealed}}">
    <summary><span class="number">{{number}}</span><span class="way">{{sender}} → {{receiver}}</span><span class="what">{{what}}</span><span class="size">{{bytes}} bytes{{#hasTime}} · {{time}}{{/hasTime}}</span></summary>
    <div class="body" id="record-{{index}}">
    {{#messages}}<section class="message" id="message-{{index}}"><h3>{{name}} <small>{{bytes}} bytes</small></h3><p>{{why}}</p>
    {{{dump}}}
    {{{fields}}}</section>
    {{/messages}}{{#isOpened}}<details class="layer"><summary><b>After decryption</b> <small>with {{#hasKey}}<a href="#secret-{{key}}">{{keyName}}</a>{{/hasKey}}{{^hasKey}}{{keyName}}{{/hasKey}}, as its record {{sequence}}</small></summary>
    {{{plainDump}}}
    {{{plainFields}}}</details>
    {{/isOpened}}<details class="layer"{{^messages}} open{{/messages}}><summary><b>On the wire</b> <small>{{bytes}} bytes{{#isProtected}}, as everybody sees them{{/isProtected}}</small></summary>
    {{{wireDump}}}
    {{{wireFields}}}</details>
    </div></details>
    {{/records}}{{#isCut}}<p class="note">{{omitted}} more went by, and were not kept.</p>{{/isCut}}
    {{#hasSecrets}}<h2 id="secrets">Secrets</h2>
    <p class="soft">Each below what it was derived from; the numbers are the order in which it happened.</p>
    <div class="secrets">
    {{#secrets}}<div class="secret d{{depth}}" id="secret-{{index}}"><span class="number">{{number}}</span><div><b>{{title}}</b> <span class="why">{{why}}</span>
    <div class="formula">{{{formula}}}</div>
    {{#hasContext}}<div class="bytes"><small>{{contextName}}</small> <code>{{context}}</code></div>{{/hasContext}}
    {{#isShown}}<div class="bytes"><small>value</small> <code class="k-proof">{{value}}</code></div>{{/isShown}}{{^isShown}}<div class="bytes"><small>value</small> <i>{{length}} bytes, not kept</i></div>{{/isShown}}
    {{#isUsed}}<div class="bytes"><small>seals</small> records {{{used}}}</div>{{/isUsed}}
    </div></div>
    {{/secrets}}</div>{{/hasSecrets}}
    <footer>{{bytes}} bytes, {{fieldCount}} fields, and no byte left over: a trace that cannot explain one fails instead. Made by <code>things tls --trace</code>.</footer>
    </div>
    </main>
    <script>{{{js}}}</script>
    </body>
    </html>
    """
}
