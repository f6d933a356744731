"use strict";
const mostCounted = 999;
function find(selector, within = document) {
    return within.querySelector(selector);
}
function make(name, className, text) {
    const element = document.createElement(name);
    element.className = className;
    element.textContent = text;
    return element;
}
async function fetchPage(url) {
    const response = await fetch(url, { headers: { Accept: "text/html" } });
    return new DOMParser().parseFromString(await response.text(), "text/html");
}
function watchPosts(list, url) {
    const news = find("#news");
    const state = find("#stream");
    const fresh = new Set();
    let isStale = false;
    let isRefreshing = false;
    const shown = (id, within = list) => [...within.querySelectorAll("[data-post]")].find(card => card.dataset.post === id);
    const count = () => {
        news.hidden = fresh.size === 0 && !isStale;
        news.textContent = isStale ? "Load the list again" : fresh.size > mostCounted ? `${mostCounted}+ new` : `${fresh.size} new`;
        if (find(".empty", list) && fresh.size > 0)
            void show();
    };
    const show = async () => {
        const known = [...fresh];
        const page = find("#posts", await fetchPage(location.href));
        if (page === null)
            return;
        list.replaceChildren(...document.adoptNode(page).childNodes);
        known.forEach(id => fresh.delete(id));
        isStale = false;
        count();
    };
    const refresh = async () => {
        if (isRefreshing)
            return;
        isRefreshing = true;
        const page = await fetchPage(location.href);
        for (const card of page.querySelectorAll("[data-post]"))
            shown(card.dataset.post)?.replaceWith(document.adoptNode(card));
        isRefreshing = false;
    };
    const take = (event) => {
        const id = String(JSON.parse(event.data)["id"]);
        if (shown(id))
            void refresh();
        else if (fresh.size <= mostCounted)
            fresh.add(id);
        count();
    };
    const drop = (event) => {
        const id = String(JSON.parse(event.data)["id"]);
        fresh.delete(id);
        shown(id)?.replaceChildren(make("p", "quiet", "Deleted."));
        count();
    };
    const stream = new EventSource(url);
    stream.addEventListener("open", () => { state.textContent = "live"; });
    stream.addEventListener("error", () => {
        state.textContent = stream.readyState === EventSource.CLOSED ? "not connected: load the page again" : "reconnecting";
    });
    stream.addEventListener("post.tagged", take);
    stream.addEventListener("post.failed", take);
    stream.addEventListener("post.deleted", drop);
    stream.addEventListener("reset", () => { isStale = true; count(); });
    news.addEventListener("click", () => void show());
    addEventListener("pagehide", () => stream.close());
}
const outcomes = [
    "post.tagged", "post.failed", "post.deleted", "question.answered", "question.unanswered", "question.failed", "question.deleted",
    "training.done", "training.failed", "training.cancelled", "training.deleted",
];
function watchResult(article, page) {
    const stream = new EventSource(article.dataset["until"]);
    const curve = find("[data-curve]", article);
    const show = async () => {
        stream.close();
        const finished = find("main article", await fetchPage(page));
        if (finished !== null)
            article.replaceWith(document.adoptNode(finished));
        prepare(document);
    };
    outcomes.forEach(type => stream.addEventListener(type, () => void show()));
    if (curve !== null)
        draw(curve, stream);
    addEventListener("pagehide", () => stream.close());
}
function draw(figure, stream) {
    const losses = [];
    const line = find("polyline", figure);
    const caption = find("figcaption", figure);
    stream.addEventListener("training.running", event => {
        const progress = JSON.parse(event.data).progress;
        if (progress === null)
            return;
        const loss = progress["loss"];
        if (typeof loss === "number")
            losses.push(loss);
        const [least, most] = [Math.min(...losses), Math.max(...losses)];
        line.setAttribute("points", losses.map((value, i) => `${losses.length > 1 ? 100 * i / (losses.length - 1) : 0},${most > least ? 38 - 36 * (value - least) / (most - least) : 20}`).join(" "));
        caption.textContent = `epoch ${progress["epoch"]} of ${progress["epochs"]}, step ${progress["step"]} of ${progress["steps"]}`
            + (typeof loss === "number" ? `, loss ${loss.toPrecision(4)}` : "");
    });
}
function requestOf(form) {
    const fields = new Map();
    const files = new Map();
    for (const field of form.elements) {
        if (field instanceof HTMLInputElement && field.type === "file" && field.files?.[0])
            files.set(field.name, field.files[0]);
        else if (field instanceof HTMLInputElement && field.type === "checkbox")
            fields.set(field.name, field.checked);
        else if ((field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement || field instanceof HTMLSelectElement)
            && field.type !== "file" && field.name !== "" && field.value.trim() !== "")
            fields.set(field.name, valueOf(field));
    }
    const path = form.getAttribute("action").replace(/\{(\w+)\}/g, (_, name) => {
        const value = String(fields.get(name) ?? "");
        fields.delete(name);
        return encodeURIComponent(value);
    });
    const request = { method: form.dataset["method"], url: path, headers: {} };
    if (form.dataset["wait"] !== undefined)
        request.headers["Prefer"] = `wait=${form.dataset["wait"]}`;
    switch (form.dataset["body"]) {
        case "json":
            request.headers["Content-Type"] = "application/json";
            request.body = JSON.stringify(Object.fromEntries(fields));
            break;
        case "lines":
            request.headers["Content-Type"] = "application/x-ndjson";
            request.body = files.get("file") ?? String(fields.get("lines") ?? "");
            break;
        case "query":
            request.url += "?" + new URLSearchParams([...fields].map(([name, value]) => [name, String(value)]));
            break;
        case "form":
            request.body = new FormData();
            for (const [name, value] of [...fields, ...files])
                request.body.append(name, value instanceof File ? value : String(value));
            break;
    }
    return request;
}
function valueOf(field) {
    switch (field.dataset["kind"]) {
        case "lines": return field.value.split("\n").map(line => line.trim()).filter(line => line !== "");
        case "json": return JSON.parse(field.value);
        default: return field.value;
    }
}
function curlOf(request) {
    const quote = (text) => `'${text.replaceAll("'", `'\\''`)}'`;
    const parts = ["curl", "-X", request.method, quote(new URL(request.url, location.href).href)];
    if (token() !== undefined)
        parts.push("-H", `"Authorization: Bearer $ENGRAM_API_KEY"`);
    for (const [name, value] of Object.entries(request.headers))
        parts.push("-H", quote(`${name}: ${value}`));
    if (request.body instanceof FormData)
        request.body.forEach((value, name) => parts.push(value instanceof File ? "-F" : "--form-string", quote(value instanceof File ? `${name}=@${value.name}` : `${name}=${value}`)));
    else if (request.body instanceof File)
        parts.push("--data-binary", quote(`@${request.body.name}`));
    else if (request.body !== undefined)
        parts.push("--data-binary", quote(request.body));
    return parts.join(" ");
}
function token() {
    return find("meta[name=engram-token]")?.content;
}
async function send(form) {
    find(".outcome", form)?.remove();
    const outcome = make("div", "outcome", "");
    outcome.setAttribute("role", "status");
    form.append(outcome);
    if (form.dataset["typed"] !== undefined && find("[name=typed]", form).value !== form.dataset["typed"])
        return outcome.append(make("p", "problem", "That is not its name."));
    if (form.dataset["sure"] !== undefined && !confirm(form.dataset["sure"]))
        return;
    const button = find("button", form);
    button.disabled = true;
    form.setAttribute("aria-busy", "true");
    try {
        await follow(form, outcome, requestOf(form));
    }
    catch (fault) {
        outcome.append(make("p", "problem", fault instanceof SyntaxError ? `That is no JSON: ${fault.message}` : "The service does not answer."));
    }
    finally {
        button.disabled = false;
        form.removeAttribute("aria-busy");
    }
}
async function follow(form, outcome, request) {
    const command = curlOf(request);
    const headers = token() === undefined ? request.headers : { ...request.headers, "X-Engram-Token": token() };
    const response = await fetch(request.url, { method: request.method, headers, body: request.body ?? null });
    const answer = response.headers.get("Content-Type")?.includes("json") ? await response.json() : {};
    if (form.dataset["show"] !== undefined) {
        const details = make("details", "", "");
        const code = make("pre", "curl", command);
        code.tabIndex = 0;
        details.append(make("summary", "", "The request that was sent"), code);
        outcome.append(details);
    }
    if (!response.ok)
        outcome.append(make("p", "problem", [answer["title"], answer["detail"]].filter(Boolean).join(". ") || `Status ${response.status}`));
    else if (form.dataset["reveal"] !== undefined)
        outcome.append(make("p", "note", "Its secret, shown once:"), make("pre", "secret", String(answer[form.dataset["reveal"]])));
    else if (form.dataset["show"] !== undefined)
        await showResult(pageOf(form.dataset["show"], answer));
    else if (form.dataset["then"] === "reload")
        location.reload();
    else if (form.dataset["then"] !== undefined)
        location.assign(pageOf(form.dataset["then"], answer));
}
function pageOf(template, answer) {
    return template.replace("{id}", encodeURIComponent(String(answer["id"])));
}
async function showResult(page) {
    const article = find("main article", await fetchPage(page));
    if (article === null)
        return location.assign(page);
    const result = document.adoptNode(article);
    const link = make("a", "button", "Its own page");
    link.href = page;
    find("#result").replaceChildren(result, link);
    if (result.dataset["until"] !== undefined)
        watchResult(result, page);
    prepare(result);
}
function takeFile(event, data) {
    const field = find("[data-takes-files]");
    const file = [...data?.files ?? []].find(one => one.type.startsWith("image/"));
    if (field === null || file === undefined)
        return;
    event.preventDefault();
    const transfer = new DataTransfer();
    transfer.items.add(file);
    field.files = transfer.files;
    const notice = find("#takes");
    if (notice !== null)
        notice.textContent = `Taken: ${file.name}, ${Math.ceil(file.size / 1024)} KiB.`;
}
function fitLayers(picture) {
    const layer = find(".layer.ocr", picture.parentElement);
    if (layer !== null && picture.naturalWidth > 0)
        layer.setAttribute("viewBox", `0 0 ${picture.naturalWidth} ${picture.naturalHeight}`);
}
function prepare(within) {
    for (const picture of within.querySelectorAll(".stack img")) {
        picture.addEventListener("load", () => fitLayers(picture));
        fitLayers(picture);
    }
}
function light(button) {
    const words = new Set(JSON.parse(button.dataset["words"]));
    for (const word of document.querySelectorAll("[data-word]"))
        word.classList.toggle("lit", words.has(word.dataset["word"]));
}
function lightChosen() {
    const chosen = find("[data-words][aria-pressed=true]");
    if (chosen !== null)
        light(chosen);
    else
        document.querySelectorAll(".lit").forEach(word => word.classList.remove("lit"));
}
function buttonOf(event) {
    return event.target instanceof Element ? event.target.closest("[data-words]") : null;
}
function choose(button) {
    const isChosen = button.getAttribute("aria-pressed") === "true";
    document.querySelectorAll("[data-words]").forEach(other => other.setAttribute("aria-pressed", "false"));
    button.setAttribute("aria-pressed", String(!isChosen));
    lightChosen();
}
for (const type of ["focusin", "pointerover"])
    document.addEventListener(type, event => { const button = buttonOf(event); if (button !== null)
        light(button); });
for (const type of ["focusout", "pointerout"])
    document.addEventListener(type, event => { if (buttonOf(event) !== null)
        lightChosen(); });
document.addEventListener("click", event => { const button = buttonOf(event); if (button !== null)
    choose(button); });
document.addEventListener("submit", event => {
    if (event.target instanceof HTMLFormElement && event.target.classList.contains("api")) {
        event.preventDefault();
        void send(event.target);
    }
});
document.addEventListener("paste", event => takeFile(event, event.clipboardData));
document.addEventListener("drop", event => takeFile(event, event.dataTransfer));
document.addEventListener("dragover", event => { if (find("[data-takes-files]") !== null)
    event.preventDefault(); });
const posts = find("#posts");
if (posts?.dataset["events"] !== undefined)
    watchPosts(posts, posts.dataset["events"]);
const unfinished = find("article[data-until]");
if (unfinished !== null)
    watchResult(unfinished, location.href);
prepare(document);
