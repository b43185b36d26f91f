/** A template, the JSON body it is given, and what it renders. */
export interface TemplateCase {
  readonly name: string;
  readonly template: string;
  readonly body?: unknown;
  readonly expected: string;
}

/** What the Velocity user guide states for Velocity 1.7 (https://velocity.apache.org/engine/1.7/user-guide.html). */
export const languageCases: readonly TemplateCase[] = [
  {
    name: "keeps text and unknown references",
    template: "a $unknown #foo $5 b@c.d",
    expected: "a $unknown #foo $5 b@c.d",
  },
  { name: "prints nothing for a quiet unknown reference", template: "[$!unknown]", expected: "[]" },
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the braces are Velocity's.
  { name: "takes formal references", template: "#set($x = 'Jack')${x}maniac", expected: "Jackmaniac" },
  {
    name: "interpolates double quotes only",
    template: `#set($a='1')#set($b="<$a>")#set($c='<$a>')$b$c`,
    expected: "<1><$a>",
  },
  {
    name: "divides whole numbers as integers",
    template: "#set($x = 7 / 2)$x #set($y = 7.5 / 2)$y",
    expected: "3 3.75",
  },
  { name: "joins text with +", template: `#set($x = "a" + 1)$x`, expected: "a1" },
  { name: "gives the remainder", template: "#set($x = 7 % 3)$x", expected: "1" },
  { name: "takes the empty string for true", template: `#if("")yes#{else}no#end`, expected: "yes" },
  { name: "takes null for false", template: "#set($x = null)#if($x)yes#{else}no#end", expected: "no" },
  { name: "compares numbers with their text", template: `#if(1 == "1")same#end`, expected: "same" },
  {
    name: "knows elseif, and, or, not",
    template: "#if(!true)a#elseif(true && (false || true))b#{else}c#end",
    expected: "b",
  },
  { name: "knows the words of operators", template: "#if(2 gt 1 and not false)yes#end", expected: "yes" },
  {
    name: "counts in foreach",
    template: "#foreach($x in ['a','b'])$foreach.index$foreach.count$x#if($foreach.hasNext),#end#end",
    expected: "01a,12b",
  },
  { name: "takes ranges", template: "#foreach($i in [2..-1])$i #end", expected: "2 1 0 -1 " },
  {
    name: "leaves a loop at once with #break",
    template: "#foreach($i in [1..3])$i#if($i == 2)#break#end,#end!",
    expected: "1,2!",
  },
  { name: "ends the template with #stop", template: "a#if(true)b#stop c#end d", expected: "ab" },
  {
    name: "restores the loop variable",
    template: "#set($x='out')#foreach($x in [1])#end$x",
    expected: "out",
  },
  {
    name: "calls macros",
    template: "#macro(row $k $v)<$k:$v>#end#row('a' 1)#row('b' 2)",
    expected: "<a:1><b:2>",
  },
  { name: "evaluates text as a template", template: `#set($a = 'b')#evaluate('[$a]')`, expected: "[b]" },
  { name: "keeps raw text", template: "#[[ $x #if ]]#", expected: " $x #if " },
  { name: "skips comments", template: "a## gone\nb#* gone *#c", expected: "abc" },
  { name: "escapes references", template: "#set($x = 1)\\$x", expected: "$x" },
  {
    name: "prints maps and lists as Java",
    template: `#set($m = {"a": [1, "x"], "b": {"c": true}})$m`,
    expected: "{a=[1, x], b={c=true}}",
  },
  {
    name: "sets into maps and lists",
    template: `#set($m = {})#set($m.a = 1)#set($m["b"] = 2)#set($l = [1,2])#set($l[0] = 9)$m $l`,
    expected: "{a=1, b=2} [9, 2]",
  },
  {
    name: "walks entries",
    template: `#set($m={"a":1})#foreach($e in $m.entrySet())$e.key=$e.value#end`,
    expected: "a=1",
  },
];

/** Methods of java.lang.String, java.util.List and java.util.Map that templates use. */
export const methodCases: readonly TemplateCase[] = [
  { name: "length", template: `#set($s = "abc")$s.length()`, expected: "3" },
  { name: "isEmpty", template: `#set($s = "")$s.isEmpty()`, expected: "true" },
  { name: "contains", template: `#set($s = "abc")$s.contains("b")`, expected: "true" },
  { name: "equals", template: `#set($s = "abc")$s.equals("abc") $s.equals(1)`, expected: "true false" },
  {
    name: "matches the whole text",
    template: `#set($s = "abc")$s.matches("[a-c]+") $s.matches("b")`,
    expected: "true false",
  },
  { name: "matches with inline flags", template: `#set($s = "ABC")$s.matches("(?i)abc")`, expected: "true" },
  {
    name: "replaceAll is a regular expression",
    template: `#set($s = "a1b22")$s.replaceAll("[0-9]+", "<$0>")`,
    expected: "a<1>b<22>",
  },
  {
    name: "replaceAll takes groups",
    template: `#set($s = "k=v")$s.replaceAll('(\\w)=(\\w)', '$2=$1')`,
    expected: "v=k",
  },
  { name: "replace is literal", template: `#set($s = "a.b.c")$s.replace(".", "$")`, expected: "a$b$c" },
  {
    name: "split drops trailing empty parts",
    template: `#set($s = "a,b,,")$s.split(",")`,
    expected: "[a, b]",
  },
  {
    name: "substring, indexOf",
    template: `#set($s = "ord-1")$s.substring(4) $s.indexOf("-") $s.substring(0, 3)`,
    expected: "1 3 ord",
  },
  {
    name: "case and trim",
    template: `#set($s = " aB ")$s.trim().toUpperCase()$s.trim().toLowerCase()`,
    expected: "ABab",
  },
  {
    name: "size of a list",
    template: `#set($l = [1,2])$l.size() $l.isEmpty() $l.contains(2) $l.get(1)`,
    expected: "2 false true 2",
  },
  {
    name: "add and remove",
    template: `#set($l = [1])#set($x = $l.add("b"))$l #set($x = $l.remove(0))$l`,
    expected: "[1, b] [b]",
  },
  {
    name: "containsKey, containsValue",
    template: `#set($m = {"a": 1})$m.containsKey("a") $m.containsKey("b") $m.containsValue(1)`,
    expected: "true false true",
  },
  {
    name: "put, get, keySet",
    template: `#set($m = {"a": 1})#set($x = $m.put("b", 2))$m.get("b") $m.keySet() $m.size()`,
    expected: "2 [a, b] 2",
  },
  {
    name: "static methods through an instance",
    template: `#set($Integer = 0)#set($n = $Integer.parseInt("41") + 1)$n`,
    expected: "42",
  },
  {
    name: "own fields win nothing over prototype names",
    template: `#set($m = {"a": 1})[$!m.constructor][$!m.__proto__]`,
    expected: "[][]",
  },
];

/** `$input` and `$util`; examples of the API Gateway developer guide where a link is given. */
export const mappingCases: readonly TemplateCase[] = [
  {
    // https://docs.aws.amazon.com/apigateway/latest/developerguide/models-mappings.html
    name: "the photos example",
    template: `#set($inputRoot = $input.path('$'))
{ "photos": [
#foreach($elem in $inputRoot.photos.photo)
    {"id": "$elem.id", "isPublic": $elem.ispublic}#if($foreach.hasNext),#end
#end
]}`,
    body: {
      photos: {
        page: 1,
        photo: [
          { id: "12345678901", ispublic: 1 },
          { id: "23456789012", ispublic: 0 },
        ],
      },
    },
    expected: `{ "photos": [
    {"id": "12345678901", "isPublic": 1},    {"id": "23456789012", "isPublic": 0}]}`,
  },
  {
    // https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-variable-examples.html
    name: "all parameters as JSON",
    template: `#set($allParams = $input.params()){"params": {
#foreach($type in $allParams.keySet())
#set($params = $allParams.get($type))
"$type": {#foreach($paramName in $params.keySet())"$paramName": "$util.escapeJavaScript($params.get($paramName))"#if($foreach.hasNext),#end#end}#if($foreach.hasNext),#end
#end
}}`,
    expected: `{"params": {
"path": {"id": "7"},"querystring": {"q": "it\\'s"},"header": {"x-name": "Ann"}}}`,
  },
  {
    name: "undoes the escaped quotes as the developer guide says",
    template: `$util.escapeJavaScript($input.path('$.text')).replaceAll("\\\\'","'")`,
    body: { text: `it's "so"` },
    expected: `it's \\"so\\"`,
  },
  {
    name: "gives JSON of a part",
    template: "$input.json('$.a') $input.json('$.s') $input.json('$.n')",
    body: { a: [{ b: 1 }], s: "x", n: null },
    expected: `[{"b":1}] "x" null`,
  },
  {
    name: "gives an empty string for a missing part",
    template: "$input.json('$.none')|$input.path('$.none')|",
    body: {},
    expected: `""||`,
  },
  {
    name: "prints lists from JSON as JSON",
    template: "$input.path('$')",
    body: { a: 1, b: [{ c: 5 }] },
    expected: `{a=1, b=[{"c":5}]}`,
  },
  {
    name: "shows an empty body as an empty object",
    template: "$input.body $input.json('$')",
    expected: "{} {}",
  },
  { name: "shows the body as it is", template: "$input.body", body: { a: 1 }, expected: `{"a":1}` },
  {
    name: "finds parameters in path, query, header",
    template: "$input.params('id')$input.params('q')$input.params('X-Name')|$input.params('none')|",
    expected: "7it'sAnn||",
  },
  {
    name: "takes header names in any case",
    template: "$input.params().header.get('X-Name')$input.params().header.X-Name",
    expected: "AnnAnn",
  },
  {
    name: "encodes for a form body",
    template: "$util.urlEncode($input.body)",
    body: { a: "b c&ä*'" },
    expected: "%7B%22a%22%3A%22b+c%26%C3%A4*%27%22%7D",
  },
  { name: "decodes a form", template: "$util.urlDecode('a+b%2Bc')", expected: "a b+c" },
  {
    name: "encodes and decodes base64",
    template: "$util.base64Encode('sour')$util.base64Decode('ZG91Z2g=')",
    expected: "c291cg==dough",
  },
  { name: "parses JSON", template: `#set($o = $util.parseJson('{"a":[1,2]}'))$o.a[1]`, expected: "2" },
  {
    name: "tests an absent item in every form in use",
    template: `#set($i = $input.path('$.Item'))#if($i)1#end#if($i == "")2#end#if("$!i" == "")3#end#if($i.size() == 0)4#end#if($input.path('$').toString().contains("Item"))5#end`,
    body: {},
    expected: "234",
  },
  {
    name: "takes names in brackets, indexes and wildcards",
    template:
      "$input.path(\"$['a b'].c\") $input.path('$.l[-1]') $input.path('$.l[*].x') $input.path('$..x')",
    body: { "a b": { c: 1 }, l: [{ x: 1 }, { x: 2 }] },
    expected: `1 {x=2} [1,2] [1,2]`,
  },
];
