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
    template: `#set($m={"a":1})#foreach($e in $m.entrySet())$e.key=$e.value $e.getKey() $e#end $m.entrySet()`,
    expected: "a=1 a a=1 [a=1]",
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
