import type { TemplateCase } from "./template.cases.ts";

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
    // https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-data-transformations.html
    name: "the pets example, a list at the root",
    template: `#set($inputRoot = $input.path('$'))
[
#foreach($elem in $inputRoot)
  {"description" : "Item $elem.id is a $elem.type.", "askingPrice" : $elem.price}#if($foreach.hasNext),#end

#end
] $inputRoot.size() $input.path('$').size()`,
    body: [
      { id: 1, type: "dog", price: 249.99 },
      { id: 2, type: "cat", price: 124.99 },
    ],
    expected: `[
  {"description" : "Item 1 is a dog.", "askingPrice" : 249.99},
  {"description" : "Item 2 is a cat.", "askingPrice" : 124.99}
] 2 2`,
  },
  {
    // https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-override-request-response-parameters.html
    name: "the override example, an error anywhere in the body",
    template: `#set($inputRoot = $input.path('$'))
$input.json("$")
#if($inputRoot.toString().contains("error"))
500
#end`,
    body: { message: "internal error", code: 7 },
    expected: `{"message":"internal error","code":7}
500
`,
  },
  {
    // https://aws.amazon.com/blogs/compute/using-amazon-api-gateway-as-a-proxy-for-dynamodb/
    name: "the comments example, of a DynamoDB answer",
    template: `#set($inputRoot = $input.path('$'))
{"comments": [#foreach($elem in $inputRoot.Items){"commentId": "$elem.commentId.S", "message": "$elem.message.S"}#if($foreach.hasNext),#end#end]}`,
    body: {
      Count: 2,
      Items: [
        { commentId: { S: "1" }, message: { S: "first" } },
        { commentId: { S: "2" }, message: { S: "second" } },
      ],
    },
    expected: `{"comments": [{"commentId": "1", "message": "first"},{"commentId": "2", "message": "second"}]}`,
  },
  {
    // https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-variable-examples.html
    name: "a part of a list, by index and with a wildcard",
    template: `$input.path('$.pets[1].type') $input.json('$.pets[*].type') $input.json('$.pets[0]')`,
    body: { pets: [{ type: "dog" }, { type: "cat" }] },
    expected: `cat ["dog","cat"] {"type":"dog"}`,
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
    name: "decodes bytes, also those that are no UTF-8",
    template: "$util.urlDecode('%C3%BC%ff')",
    expected: "ü\uFFFD",
  },
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
