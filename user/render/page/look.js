/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The page of nsview graph, first half: what is in the picture, and which part of it is
 * seen. The data is what #data has; what is in it was named by strangers, so it gets into
 * the page as textContent and never as markup. user.mk makes one script of both halves.
 */
const $ = (id) => document.getElementById(id);
const data = JSON.parse($("data").textContent);
const svg = document.querySelector("#picture svg");
const picture = $("picture"), details = $("details"), search = $("search");
const items = new Map(); /* by id: the item, its element in the picture, what is searched */
const MEMBERS_SHOWN = 200, VALUES_SHOWN = 12;
let chosen = null; /* the item whose details are shown */

function make(tag, text, className) {
	const element = document.createElement(tag);

	if (text !== undefined)
		element.textContent = text;
	if (className)
		element.className = className;
	return element;
}

function button(text, act) {
	const element = make("button", text);

	element.type = "button";
	element.addEventListener("click", act);
	return element;
}

/* ---- what there is ---- */

function words(thing) {
	return [thing.title, thing.id || "", ...thing.facts.map((fact) => fact[1])]
		.join("\n").toLowerCase();
}

function aria(item) {
	const odd = item.facts.filter((fact) => fact[2] === "odd").map((fact) => fact[1]);

	return [item.title, item.what, item.id, ...odd].join(", ");
}

function collect() {
	for (const thing of data.items) {
		const element = $(thing.id);

		if (!element || !svg.contains(element))
			continue;
		thing.members.forEach((member) => { member.words = words(member); });
		const item = { ...thing, element, near: [], edges: [], inside: [], words: words(thing) };
		element.setAttribute("tabindex", "-1");
		element.setAttribute("role", "button");
		element.setAttribute("aria-label", aria(item));
		items.set(thing.id, item);
	}
	for (const item of items.values())
		if (items.has(item.box))
			items.get(item.box).inside.push(item);
	for (const edge of data.edges) {
		const from = items.get(edge.from), to = items.get(edge.to), element = $(edge.id);

		if (!from || !to)
			continue;
		from.near.push(to);
		to.near.push(from);
		if (element) {
			from.edges.push(element);
			to.edges.push(element);
		}
	}
	svg.querySelectorAll("title").forEach((title) => title.remove());
	svg.querySelectorAll(".edge").forEach((edge) => edge.setAttribute("aria-hidden", "true"));
}

function itemOf(target) {
	const element = target.closest && target.closest("svg .node, svg .cluster");

	return element ? items.get(element.id) : undefined;
}

/* ---- where we look: the part of the drawing that is seen ---- */

const whole = svg.viewBox.baseVal;
const full = { x: whole.x, y: whole.y, w: whole.width, h: whole.height };
const seen = { x: 0, y: 0, scale: 1 }; /* its middle, and pixels for each unit */
let again = null; /* how it was come to: done once more where there is more or less room */
const READABLE = 0.72, SCALE_MIN = 0.05, SCALE_MAX = 6;

function show() {
	const w = picture.clientWidth / seen.scale, h = picture.clientHeight / seen.scale;

	svg.setAttribute("viewBox", `${seen.x - w / 2} ${seen.y - h / 2} ${w} ${h}`);
}

function clamp(value, least, most) {
	return Math.min(most, Math.max(least, value));
}

function fitScale() {
	return Math.min(picture.clientWidth / full.w, picture.clientHeight / full.h, 1.4);
}

/* The whole can be seen, however large it is. */
function scaleOf(scale) {
	return clamp(scale, Math.min(SCALE_MIN, fitScale()), SCALE_MAX);
}

function look(x, y, scale) {
	again = null;
	seen.scale = scaleOf(scale);
	seen.x = clamp(x, full.x, full.x + full.w);
	seen.y = clamp(y, full.y, full.y + full.h);
	show();
}

function lookAtAll() {
	look(full.x + full.w / 2, full.y + full.h / 2, fitScale());
	again = lookAtAll;
}

/* @factor times as large, with the point of the screen at (@x, @y) staying where it is. */
function zoom(factor, x, y) {
	const box = picture.getBoundingClientRect();
	const dx = (x === undefined ? 0 : x - box.left - box.width / 2);
	const dy = (y === undefined ? 0 : y - box.top - box.height / 2);
	const scale = scaleOf(seen.scale * factor);

	look(seen.x + dx / seen.scale - dx / scale, seen.y + dy / seen.scale - dy / scale, scale);
}

/* So many pixels of the screen to the right and down. */
function pan(dx, dy) {
	look(seen.x + dx / seen.scale, seen.y + dy / seen.scale, seen.scale);
}

/* Middle and size of an element, in pixels of the screen. */
function place(item) {
	const box = item.element.getBoundingClientRect();

	return { x: box.left + box.width / 2, y: box.top + box.height / 2, w: box.width, h: box.height };
}

/*
 * Moves so that it is seen, if it is not, and that it can be read; of what is larger than the
 * window the upper left, where its name is, unless it was @pointed at.
 */
function lookAt(item, pointed) {
	const frame = picture.getBoundingClientRect();
	const sheet = details.hidden || details.offsetWidth < frame.width ? 0 : details.offsetHeight;
	const at = place(item), left = at.x - at.w / 2, top = at.y - at.h / 2;
	const w = frame.width, h = frame.height - sheet, large = at.w > w || at.h > h;
	const out = left < frame.left || top < frame.top || left + Math.min(at.w, w) > frame.right ||
		    top + Math.min(at.h, h) > frame.bottom - sheet;

	if ((!out || (large && pointed)) && seen.scale >= READABLE)
		return;
	const scale = Math.max(seen.scale, READABLE), grown = scale / seen.scale;
	const over = (size, room) => Math.max(0, size * grown - room + 16) / 2;

	look(seen.x + (at.x - frame.left - frame.width / 2) / seen.scale - over(at.w, w) / scale,
	     seen.y + (at.y - frame.top - frame.height / 2) / seen.scale +
		     (sheet / 2 - over(at.h, h)) / scale,
	     scale);
}

/* The whole where that can be read; else the host, which is first, from its upper left. */
function begin() {
	const first = items.values().next().value;

	lookAtAll();
	if (seen.scale < READABLE && first) {
		look(seen.x, seen.y, clamp(picture.clientWidth / full.w, READABLE, 1));
		const at = place(first), frame = picture.getBoundingClientRect();
		const middle = (from, size, start, room) => from + size / 2 - start - room / 2 -
			Math.max(0, size - room + 16) / 2;

		look(seen.x + middle(at.x - at.w / 2, at.w, frame.left, frame.width) / seen.scale,
		     seen.y + middle(at.y - at.h / 2, at.h, frame.top, frame.height) / seen.scale,
		     seen.scale);
	}
	again = begin;
}

/* There is more or less room than before. */
function resize() {
	if (again)
		again();
	else
		show();
}

/* ---- fingers, mouse and wheel ---- */

function listen() {
	const fingers = new Map();
	let moved = false, spread = 0;

	function distance() {
		const [a, b] = [...fingers.values()];

		return Math.hypot(a.x - b.x, a.y - b.y);
	}
	picture.addEventListener("pointerdown", (event) => {
		if (event.button)
			return;
		if (!fingers.size)
			moved = false;
		fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
		if (fingers.size === 2)
			spread = distance();
	});
	picture.addEventListener("pointermove", (event) => {
		const finger = fingers.get(event.pointerId);

		if (!finger)
			return;
		if (!event.buttons) { /* it was lifted where the page does not see it */
			fingers.delete(event.pointerId);
			picture.classList.remove("moving");
			return;
		}
		const dx = event.clientX - finger.x, dy = event.clientY - finger.y;

		if (!moved && Math.hypot(dx, dy) < 5)
			return;
		if (!moved)
			picture.setPointerCapture(event.pointerId);
		moved = true;
		picture.classList.add("moving");
		fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
		look(seen.x - dx / seen.scale / fingers.size, seen.y - dy / seen.scale / fingers.size,
		     seen.scale);
		if (fingers.size === 2) {
			const [a, b] = [...fingers.values()];

			zoom(distance() / spread, (a.x + b.x) / 2, (a.y + b.y) / 2);
			spread = distance();
		}
	});
	for (const type of ["pointerup", "pointercancel"])
		picture.addEventListener(type, (event) => {
			fingers.delete(event.pointerId);
			picture.classList.remove("moving");
		});
	picture.addEventListener("click", (event) => {
		const item = moved ? undefined : itemOf(event.target);

		if (item)
			choose(item, true);
		else if (!moved)
			close();
		moved = false;
	});
	picture.addEventListener("wheel", (event) => {
		event.preventDefault();
		zoom(Math.exp(-event.deltaY * (event.deltaMode ? 0.05 : 0.0015)), event.clientX,
		     event.clientY);
	}, { passive: false });
	window.addEventListener("resize", resize);
	window.addEventListener("beforeprint", () => {
		svg.setAttribute("viewBox", `${full.x} ${full.y} ${full.w} ${full.h}`);
	});
	window.addEventListener("afterprint", show);
}

