/* SPDX-License-Identifier: GPL-2.0 */
/* The page of nsview graph, second half: details, searching and keys. */

/* ---- details ---- */

function addValues(cell, values) {
	const add = (value) => cell.append(make("div", value[1], value[2]));

	values.slice(0, VALUES_SHOWN).forEach(add);
	if (values.length <= VALUES_SHOWN)
		return;
	const more = button(`${values.length - VALUES_SHOWN} more`, () => {
		more.remove();
		values.slice(VALUES_SHOWN).forEach(add);
	});
	more.className = "more";
	cell.append(more);
}

/* A row for each key, with all its values. */
function table(facts) {
	const rows = new Map(), element = make("table"), body = make("tbody");

	for (const fact of facts) {
		if (!rows.has(fact[0]))
			rows.set(fact[0], []);
		rows.get(fact[0]).push(fact);
	}
	for (const [key, values] of rows) {
		const row = make("tr"), head = make("th", key), cell = make("td");

		head.scope = "row";
		addValues(cell, values);
		row.append(head, cell);
		body.append(row);
	}
	element.append(body);
	return element;
}

function member(thing, hit) {
	const element = make("details", undefined, hit ? "hit" : "");

	element.append(make("summary", thing.title));
	element.addEventListener("toggle", () => {
		if (element.open && element.childElementCount === 1)
			element.append(table(thing.facts));
	});
	return element;
}

/* Those that were searched for first. */
function showMembers(item) {
	const query = asked(), to = $("members");
	const hits = query ? wholeFirst(item.members.filter((one) => one.words.includes(query)), query) : [];
	const found = new Set(hits), others = item.members.filter((one) => !found.has(one));
	const list = [...hits, ...others];

	to.replaceChildren();
	if (!list.length)
		return;
	to.append(make("h3", query ? `${hits.length} of ${list.length} found` : `These ${list.length}`));
	const add = (from, until) => list.slice(from, until).forEach((one, i) => {
		to.append(member(one, from + i < hits.length));
	});
	add(0, MEMBERS_SHOWN);
	if (list.length > MEMBERS_SHOWN) {
		const more = button(`${list.length - MEMBERS_SHOWN} more`, () => {
			more.remove();
			add(MEMBERS_SHOWN);
		});
		to.append(more);
	}
	if (hits.length === 1)
		to.querySelector("details").open = true;
}

function showLinks(item) {
	const to = $("neighbours");
	const list = (name, others) => {
		const links = make("div", undefined, "links");

		if (!others.length)
			return;
		to.append(make("h3", name));
		for (const other of new Set(others)) {
			const box = items.get(other.box), at = box && box !== items.get(item.box) &&
				box !== item ? ` in ${box.title}` : "";

			links.append(button(other.title + at, () => {
				choose(other);
				other.element.focus({ preventScroll: true });
			}));
		}
		to.append(links);
	};

	to.replaceChildren();
	list("Wired to", item.near);
	list("In it", item.inside);
	list("In", items.has(item.box) ? [items.get(item.box)] : []);
}

function unmark() {
	svg.querySelectorAll(".chosen, .near").forEach((one) => one.classList.remove("chosen", "near"));
}

function open(title, what) {
	$("name").textContent = title;
	$("what").textContent = what;
	for (const part of ["facts", "neighbours", "members"])
		$(part).replaceChildren();
	details.hidden = false;
	details.scrollTop = 0;
	resize();
}

function choose(item, pointed) {
	chosen = item;
	unmark();
	item.element.classList.add("chosen");
	item.edges.forEach((edge) => edge.classList.add("near"));
	rove(item);
	open(item.title, item.what);
	$("facts").append(table(item.facts));
	showLinks(item);
	showMembers(item);
	lookAt(item, pointed);
}

function close() {
	const back = details.contains(document.activeElement) && chosen;

	unmark();
	details.hidden = true;
	resize();
	if (back)
		chosen.element.focus({ preventScroll: true });
	chosen = null;
}

/* What the colours say, which keys there are, and about the picture as a whole. */
function showKey() {
	const looks = [["hub", "bridge, or another that has ports"], ["plug", "end of a veth"],
		       ["plain", "other device"], ["crowd", "processes, or a namespace without a device but lo"],
		       ["odd", "worth a second look: why is in amber"],
		       ["line hub", "a port and its bridge"], ["line plug", "the two ends of a veth"],
		       ["line plain", "a device and the one that it is on top of"],
		       ["line cut", "nothing gets through"], ["found", "what was searched for"]];
	const keys = [["/", "search; Enter goes to the next that is found, Shift+Enter back"],
		      ["Arrows", "to what is next in that direction, or move the picture"],
		      ["Home", "to the first, the host"], ["Enter", "details"],
		      ["Escape", "close, or search for nothing"], ["+ - 0", "larger, smaller, whole"],
		      ["?", "this"]];

	unmark();
	chosen = null;
	open("Key", "Boxes are net namespaces; frames stacked on another stand for many that are alike.");
	for (const [look, text] of looks) {
		const row = make("div", undefined, "entry");

		row.append(make("span", undefined, `sample ${look}`), make("span", text));
		$("facts").append(row);
	}
	const red = make("div", "Red: ");
	red.append(make("span", "what is shared with the host", "shared"));
	$("facts").append(red, make("h3", "Keys"));
	for (const [key, text] of keys) {
		const row = make("div", undefined, "entry");

		row.append(make("kbd", key), make("span", text));
		$("facts").append(row);
	}
	$("facts").append(make("h3", "This picture"), table(data.notes));
	details.focus();
}

/* ---- searching ---- */

let hits = [], at = -1;

function asked() {
	return search.value.trim().toLowerCase();
}

/* Not only as a part of a longer name, number or address. */
function isWhole(words, query) {
	const within = (letter) => letter !== undefined && /[\w.-]/.test(letter);

	for (let i = words.indexOf(query); i >= 0; i = words.indexOf(query, i + 1))
		if (!within(words[i - 1]) && !within(words[i + query.length]))
			return true;
	return false;
}

/* 10.7.0.4 before 10.7.0.41 */
function wholeFirst(list, query) {
	const whole = new Set(list.filter((one) => isWhole(one.words, query) ||
		(one.members || []).some((member) => isWhole(member.words, query))));

	return [...whole, ...list.filter((one) => !whole.has(one))];
}

function find() {
	const query = asked();
	const isHit = (item) => item.words.includes(query) ||
		item.members.some((one) => one.words.includes(query));

	hits = query ? [...items.values()].filter(isHit) : [];
	/* A box has the words of all that is in it: it is found where nothing in it is. */
	const all = new Set(hits);
	hits = wholeFirst(hits.filter((item) => !item.inside.some((one) => all.has(one))), query);
	$("previous").hidden = $("next").hidden = !hits.length;
	at = -1;
	const found = new Set(hits), on = new Set(hits);
	hits.forEach((item) => items.has(item.box) && on.add(items.get(item.box)));
	for (const item of items.values()) {
		item.element.classList.toggle("hit", found.has(item));
		item.element.classList.toggle("off", Boolean(query) && !on.has(item));
	}
	svg.querySelectorAll(".edge").forEach((edge) => edge.classList.toggle("off", Boolean(query)));
	$("found").textContent = query ? `${hits.length || "none"} found` : "";
	if (chosen)
		showMembers(chosen);
}

function nextHit(step) {
	if (!hits.length)
		return;
	at = at < 0 && step < 0 ? hits.length - 1 : (at + step + hits.length) % hits.length;
	$("found").textContent = `${at + 1} of ${hits.length}`;
	choose(hits[at]);
}

/* ---- keys ---- */

/* One item is in the order of the tab key: the one that was last gone to. */
function rove(item) {
	svg.querySelectorAll('[tabindex="0"]').forEach((one) => one.setAttribute("tabindex", "-1"));
	item.element.setAttribute("tabindex", "0");
}

function go(item) {
	rove(item);
	lookAt(item);
	item.element.focus({ preventScroll: true });
}

/* The nearest in a direction; what is wired to it counts as nearer. */
function neighbour(item, dx, dy) {
	const from = place(item);
	let best = null, least = Infinity;

	for (const other of items.values()) {
		const to = place(other), x = to.x - from.x, y = to.y - from.y;
		const along = x * dx + y * dy, aside = Math.abs(x * dy) + Math.abs(y * dx);

		if (other === item || along < 4 || aside > along * 4)
			continue;
		const far = (along + 2 * aside) * (item.near.includes(other) ? 0.4 : 1);

		if (far < least) {
			least = far;
			best = other;
		}
	}
	return best;
}

const PAN = 80;
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

function keyInPicture(event, item) {
	if (ARROWS[event.key]) {
		const next = neighbour(item, ...ARROWS[event.key]);

		if (next)
			go(next);
	} else if (event.key === "Enter" || event.key === " ") {
		choose(item);
		details.focus();
	} else {
		return false;
	}
	return true;
}

/* Nothing has the focus that has a use for it. */
function keyInNothing(event) {
	if (event.key === "Home" && items.size)
		go(items.values().next().value);
	else if (ARROWS[event.key])
		pan(...ARROWS[event.key].map((way) => way * PAN));
	else
		return;
	event.preventDefault();
}

function escape() {
	if (!details.hidden) {
		close();
	} else if (search.value) {
		search.value = "";
		find();
	}
}

const KEYS = {
	"/": () => search.focus(), "Escape": escape, "+": () => zoom(1.25), "=": () => zoom(1.25),
	"-": () => zoom(0.8), "0": lookAtAll, "?": showKey,
};

function key(event) {
	const item = itemOf(event.target), typing = event.target === search;

	if (event.ctrlKey || event.altKey || event.metaKey)
		return;
	if (item && keyInPicture(event, item)) {
		event.preventDefault();
	} else if (typing && event.key === "Enter") {
		nextHit(event.shiftKey ? -1 : 1);
	} else if (KEYS[event.key] && (!typing || event.key === "Escape")) {
		event.preventDefault();
		KEYS[event.key]();
	} else if (item || event.target === document.body) {
		keyInNothing(event);
	}
}

/* ---- begin ---- */

function setTheme(dark) {
	document.documentElement.dataset.theme = dark ? "dark" : "light";
}

const dark = matchMedia("(prefers-color-scheme: dark)");
setTheme(dark.matches);
dark.addEventListener("change", () => setTheme(dark.matches));
document.documentElement.classList.add("live");
collect();
if (items.size)
	rove(items.values().next().value);
listen();
begin();
search.addEventListener("input", find);
document.addEventListener("keydown", key);
$("previous").addEventListener("click", () => nextHit(-1));
$("next").addEventListener("click", () => nextHit(1));
$("smaller").addEventListener("click", () => zoom(0.8));
$("larger").addEventListener("click", () => zoom(1.25));
$("whole").addEventListener("click", lookAtAll);
$("theme").addEventListener("click",
			    () => setTheme(document.documentElement.dataset.theme !== "dark"));
$("about").addEventListener("click", () => details.hidden || chosen ? showKey() : close());
$("close").addEventListener("click", close);
