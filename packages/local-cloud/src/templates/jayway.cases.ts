export interface JaywayCase {
  readonly path: string;
  readonly expected: unknown[];
  readonly definite?: boolean;
}

/** The store of https://goessner.net/articles/JsonPath/, which Jayway's own documentation has, too. */
export const store = {
  store: {
    book: [
      { category: "reference", author: "Nigel Rees", title: "Sayings", price: 8.95 },
      { category: "fiction", author: "Evelyn Waugh", title: "Sword", price: 12.99 },
      { category: "fiction", author: "Herman Melville", title: "Moby", isbn: "0-553", price: 8.99 },
      { category: "fiction", author: "J. R. R. Tolkien", title: "Rings", isbn: "0-395", price: 22.99 },
    ],
    bicycle: { color: "red", price: 19.95 },
  },
  expensive: 10,
  "odd name": { "a.b": 1, "it's": 2 },
  nothing: null,
};

const titles = (...expected: string[]) => expected;

/** https://github.com/json-path/JsonPath#path-examples */
export const jaywayCases: readonly JaywayCase[] = [
  { path: "$", expected: [store], definite: true },
  { path: "$.expensive", expected: [10], definite: true },
  { path: "$.nothing", expected: [null], definite: true },
  { path: "$.none", expected: [], definite: true },
  { path: "$.expensive.none", expected: [], definite: true },
  { path: "$['expensive']", expected: [10], definite: true },
  { path: '$["expensive"]', expected: [10], definite: true },
  { path: "$['odd name']['a.b']", expected: [1], definite: true },
  { path: "$['odd name']['it\\'s']", expected: [2], definite: true },
  { path: "$.store.bicycle['color','price']", expected: ["red", 19.95], definite: false },
  { path: "$.store.book[0].title", expected: titles("Sayings"), definite: true },
  { path: "$.store.book[-1].title", expected: titles("Rings"), definite: true },
  { path: "$.store.book[9].title", expected: [], definite: true },
  { path: "$.store.book[0,1].title", expected: titles("Sayings", "Sword"), definite: false },
  { path: "$.store.book[:2].title", expected: titles("Sayings", "Sword"), definite: false },
  { path: "$.store.book[1:2].title", expected: titles("Sword"), definite: false },
  { path: "$.store.book[-2:].title", expected: titles("Moby", "Rings"), definite: false },
  { path: "$.store.book[2:].title", expected: titles("Moby", "Rings"), definite: false },
  { path: "$.store.book[*].title", expected: titles("Sayings", "Sword", "Moby", "Rings"), definite: false },
  { path: "$.store.bicycle.*", expected: ["red", 19.95], definite: false },
  { path: "$..title", expected: titles("Sayings", "Sword", "Moby", "Rings"), definite: false },
  { path: "$..book[2].title", expected: titles("Moby"), definite: false },
  { path: "$..book[?(@.isbn)].title", expected: titles("Moby", "Rings"), definite: false },
  { path: "$.store.book[?(@.price < 10)].title", expected: titles("Sayings", "Moby"), definite: false },
  {
    path: "$..book[?(@.price <= $['expensive'])].title",
    expected: titles("Sayings", "Moby"),
    definite: false,
  },
  { path: "$..book[?(@.author =~ /.*REES/i)].title", expected: titles("Sayings"), definite: false },
  { path: "$.store.book[?(@.price < 10 && @.category == 'fiction')].title", expected: titles("Moby") },
  {
    path: "$.store.book[?(@.price > 20 || @.category == 'reference')].title",
    expected: titles("Sayings", "Rings"),
  },
  { path: "$.store.book[?(!(@.isbn))].title", expected: titles("Sayings", "Sword") },
  { path: "$.store.book[?(@.category in ['reference'])].title", expected: titles("Sayings") },
  { path: "$.store.book[?(@.category nin ['reference'])].title", expected: titles("Sword", "Moby", "Rings") },
  { path: "$.store.book[?(@.isbn != '0-553' && @.isbn)].title", expected: titles("Rings") },
  { path: "$.store.book[?(@.title size 4)].title", expected: titles("Moby") },
  { path: "$.store.book[?(@.price == 8.95)].author", expected: ["Nigel Rees"] },
  { path: "$.store.book.length()", expected: [4], definite: true },
  { path: "$.expensive.length()", expected: [], definite: true },
  { path: "$.store.bicycle.keys()", expected: [["color", "price"]], definite: true },
];

export const refusedPaths: readonly string[] = [
  "$.",
  "$..",
  "$.a[",
  "$.a[x]",
  "$.a[?(@.b]",
  "$.a[?(@.b ==)]",
  "$.a[?(@.b =~ /(/)]",
  "$.a()",
];
