# SPDX-License-Identifier: GPL-2.0
# nsview.schema.json, from what nsview --describe says: a document for each sheet, with
# a line for each key of its rows.

BEGIN { FS = "\t" }

function quote(s)
{
	gsub(/\\/, "\\\\", s)
	gsub(/"/, "\\\"", s)
	return "\"" s "\""
}

# list WORDS MORE: "a", "b" and what more there is.
function list(words, more,    n, w, i, out)
{
	n = split(words, w, ",")
	for (i = 1; i <= n; i++)
		out = out (i > 1 ? ", " : "") quote(w[i])
	return "[" out more "]"
}

# value TYPE WORDS: of a key; any may be absent.
function value(type, words,    items)
{
	if (type == "string")
		return words == "-" ? "\"type\": [\"string\", \"null\"]" : \
			"\"enum\": " list(words, ", null")
	if (type == "number")
		return "\"type\": [\"integer\", \"null\"], \"minimum\": 0"
	if (type == "boolean")
		return "\"type\": [\"boolean\", \"null\"]"
	items = "\"type\": \"string\""
	if (type == "array of numbers")
		items = "\"type\": [\"integer\", \"null\"], \"minimum\": 0"
	else if (words != "-")
		items = "\"enum\": " list(words, "")
	return "\"type\": [\"array\", \"null\"], \"items\": { " items " }"
}

$1 == "sheet" && $5 == "json" {
	n++
	name[n] = $3 "_" $4
	view[n] = $3
	array[n] = $4
	nested[n] = ($6 == "nested")
	children[n] = ($6 != "flat")
	does[n] = "nsview " ($2 == "-H" ? "VERB -H" : $2) ($7 == "-" ? "" : ", " $7)
	source[n] = $3 == "ls" ? "records" : $3 == "columns" ? "nsview" : "kernel,file,proc"
	json = 1
}

$1 == "sheet" && $5 != "json" { json = 0 }

$1 == "column" && json && $9 == "json" {
	keys[n] = keys[n] (keys[n] == "" ? "" : ",") $6
	rows[n] = rows[n] sprintf("%s\n\t\t\t\t%s: { \"description\": %s,\n\t\t\t\t\t%s }", \
		rows[n] == "" ? "" : ",", quote($6), quote($11), value($7, $10))
}

function put_document(i)
{
	printf "\t\t%s: {\n\t\t\t\"description\": %s,\n", quote(name[i]), quote(does[i])
	printf "\t\t\t\"type\": \"object\", \"additionalProperties\": false,\n"
	printf "\t\t\t\"required\": [\"schema\", \"view\", \"source\", \"complete\", %s],\n", \
		quote(array[i])
	printf "\t\t\t\"properties\": {\n"
	printf "\t\t\t\t\"schema\": { \"$ref\": \"#/$defs/schema\" },\n"
	printf "\t\t\t\t\"view\": { \"const\": %s },\n", quote(view[i])
	printf "\t\t\t\t\"source\": { \"enum\": %s },\n", list(source[i], "")
	printf "\t\t\t\t\"complete\": { \"$ref\": \"#/$defs/complete\" },\n"
	printf "\t\t\t\t%s: { \"type\": \"array\",\n", quote(array[i])
	printf "\t\t\t\t\t\"items\": { \"$ref\": \"#/$defs/%s_row\" } }\n\t\t\t}\n\t\t},\n", name[i]
}

function put_row(i)
{
	printf "\t\t\"%s_row\": {\n", name[i]
	printf "\t\t\t\"type\": \"object\", \"additionalProperties\": false,\n"
	gsub(/,/, "\",\n\t\t\t\t\"", keys[i])
	printf "\t\t\t\"required\": [\n\t\t\t\t\"%s\"%s\n\t\t\t],\n", keys[i], \
		nested[i] ? ",\n\t\t\t\t\"children\"" : ""
	printf "\t\t\t\"properties\": {%s", rows[i]
	if (children[i]) {
		printf ",\n\t\t\t\t\"children\": { \"description\": \"the rows below it%s\",\n", \
			nested[i] ? "" : ", with --tree"
		printf "\t\t\t\t\t\"type\": \"array\", \"items\": { \"$ref\": \"#/$defs/%s_row\" } }", name[i]
	}
	printf "\n\t\t\t}\n\t\t}%s\n", i < n ? "," : ""
}

# is N: what tells that document from others. With it a validator need not try all, and
# names the key that is wrong.
function is(i)
{
	return "{ \"properties\": { \"view\": { \"const\": " quote(view[i]) " } }, \"required\": [\"view\", " \
		quote(array[i]) "] }"
}

END {
	printf "{\n\t\"$schema\": \"https://json-schema.org/draft/2020-12/schema\",\n"
	printf "\t\"$id\": \"urn:nsview:json:1\",\n"
	printf "\t\"title\": \"What nsview -J prints\",\n"
	printf "\t\"$comment\": \"Made from nsview --describe by make schema; nsview-json(5).\",\n"
	printf "\t\"anyOf\": [\n"
	for (i = 1; i <= n; i++)
		printf "\t\t%s%s\n", is(i), i < n ? "," : ""
	printf "\t],\n\t\"allOf\": [\n"
	for (i = 1; i <= n; i++)
		printf "\t\t{ \"if\": %s,\n\t\t\t\"then\": { \"$ref\": \"#/$defs/%s\" } }%s\n", is(i), name[i], \
			i < n ? "," : ""
	printf "\t],\n\t\"$defs\": {\n"
	printf "\t\t\"schema\": { \"description\": \"the form of the document\", \"const\": 1 },\n"
	printf "\t\t\"complete\": { \"description\": "
	printf "\"whether all could be seen; stderr says what not\",\n\t\t\t\"type\": \"boolean\" },\n"
	for (i = 1; i <= n; i++)
		put_document(i)
	for (i = 1; i <= n; i++)
		put_row(i)
	printf "\t}\n}\n"
}
