// The console's script. It sends forms to the public API as any program would, watches the API's events, and shows which words a tag
// rests on. Text of posts, answers and problems only ever becomes text: nothing here parses HTML but pages of the console itself.

/** An answer of the API, as far as the console reads it. */
type Answer = Record<string, unknown>;

/** A request that a form stands for. */
interface ApiRequest {
    method: string;
    url: string;
    headers: Record<string, string>;
    body?: string | FormData | File;
}

const mostCounted = 999;

function find<T extends Element>(selector: string, within: ParentNode = document): T | null {
    return within.querySelector<T>(selector);
}

function make(name: string, className: string, text: string): HTMLElement {
    const element = document.createElement(name);
    element.className = className;
    element.textContent = text;
    return element;
}

/** Fetches a page of the console; the server has escaped it, and scripts in a parsed document do not run. */
async function fetchPage(url: string): Promise<Document> {
    const response = await fetch(url, { headers: { Accept: "text/html" } });
    return new DOMParser().parseFromString(await response.text(), "text/html");
}

// ---- Live ----

/** Counts posts that come, and shows them when asked: what a person reads does not move. */
function watchPosts(list: HTMLElement, url: string): void {
    const news = find<HTMLButtonElement>("#news")!;
    const state = find<HTMLElement>("#stream")!;
    const fresh = new Set<string>();
    let isStale = false;
    let isRefreshing = false;

    const shown = (id: string, within: ParentNode = list): HTMLElement | undefined =>
        [...within.querySelectorAll<HTMLElement>("[data-post]")].find(card => card.dataset.post === id);
    const count = (): void => {
        news.hidden = fresh.size === 0 && !isStale;
        news.textContent = isStale ? "Load the list again" : fresh.size > mostCounted ? `${mostCounted}+ new` : `${fresh.size} new`;
        if (find(".empty", list) && fresh.size > 0)
            void show();
    };
    const show = async (): Promise<void> => {
        const known = [...fresh];
        const page = find<HTMLElement>("#posts", await fetchPage(location.href));
        if (page === null)
            return;
        list.replaceChildren(...document.adoptNode(page).childNodes);
        known.forEach(id => fresh.delete(id));
        isStale = false;
        count();
    };
    // Cards that are shown are kept up to date in their places.
    const refresh = async (): Promise<void> => {
        if (isRefreshing)
            return;
        isRefreshing = true;
        const page = await fetchPage(location.href);
        for (const card of page.querySelectorAll<HTMLElement>("[data-post]"))
            shown(card.dataset.post!)?.replaceWith(document.adoptNode(card));
        isRefreshing = false;
    };
    const take = (event: MessageEvent<string>): void => {
        const id = String((JSON.parse(event.data) as Answer)["id"]);
        if (shown(id))
            void refresh();
        else if (fresh.size <= mostCounted)
            fresh.add(id);
        count();
    };
    const drop = (event: MessageEvent<string>): void => {
        const id = String((JSON.parse(event.data) as Answer)["id"]);
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

// ---- One result ----

const outcomes = [
    "post.tagged", "post.failed", "post.deleted", "question.answered", "question.unanswered", "question.failed", "question.deleted",
    "training.done", "training.failed", "training.cancelled", "training.deleted",
];

/** Shows a result when it is there. */
function watchResult(article: HTMLElement, page: string): void {
    const stream = new EventSource(article.dataset["until"]!);
    const curve = find<HTMLElement>("[data-curve]", article);
    const show = async (): Promise<void> => {
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

/** Draws the loss of a training while it runs. */
function draw(figure: HTMLElement, stream: EventSource): void {
    const losses: number[] = [];
    const line = find("polyline", figure)!;
    const caption = find("figcaption", figure)!;
    stream.addEventListener("training.running", event => {
        const progress = (JSON.parse((event as MessageEvent<string>).data) as { progress: Record<string, number | null> | null }).progress;
        if (progress === null)
            return;
        const loss = progress["loss"];
        if (typeof loss === "number")
            losses.push(loss);
        const [least, most] = [Math.min(...losses), Math.max(...losses)];
        line.setAttribute("points", losses.map((value, i) =>
            `${losses.length > 1 ? 100 * i / (losses.length - 1) : 0},${most > least ? 38 - 36 * (value - least) / (most - least) : 20}`).join(" "));
        caption.textContent = `epoch ${progress["epoch"]} of ${progress["epochs"]}, step ${progress["step"]} of ${progress["steps"]}`
            + (typeof loss === "number" ? `, loss ${loss.toPrecision(4)}` : "");
    });
}

// ---- Forms ----

/** Builds the request of a form from its fields: those in braces go into the path, the rest into the body or the query. */
function requestOf(form: HTMLFormElement): ApiRequest {
    const fields = new Map<string, unknown>();
    const files = new Map<string, File>();
    for (const field of form.elements) {
        if (field instanceof HTMLInputElement && field.type === "file" && field.files?.[0])
            files.set(field.name, field.files[0]);
        else if (field instanceof HTMLInputElement && field.type === "checkbox")
            fields.set(field.name, field.checked);
        else if ((field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement || field instanceof HTMLSelectElement)
            && field.type !== "file" && field.name !== "" && field.value.trim() !== "")
            fields.set(field.name, valueOf(field));
    }

    const path = form.getAttribute("action")!.replace(/\{(\w+)\}/g, (_, name: string) => {
        const value = String(fields.get(name) ?? "");
        fields.delete(name);
        return encodeURIComponent(value);
    });
    const request: ApiRequest = { method: form.dataset["method"]!, url: path, headers: {} };
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

function valueOf(field: HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement): unknown {
    switch (field.dataset["kind"]) {
        case "lines": return field.value.split("\n").map(line => line.trim()).filter(line => line !== "");
        case "json": return JSON.parse(field.value);
        default: return field.value;
    }
}

/** Writes a request as a command that a shell runs. The key's place is named, since the page does not know the key. */
function curlOf(request: ApiRequest): string {
    const quote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
    const parts = ["curl", "-X", request.method, quote(new URL(request.url, location.href).href)];
    if (token() !== undefined)
        parts.push("-H", `"Authorization: Bearer $ENGRAM_API_KEY"`);
    for (const [name, value] of Object.entries(request.headers))
        parts.push("-H", quote(`${name}: ${value}`));
    if (request.body instanceof FormData)
        request.body.forEach((value, name) => parts.push(value instanceof File ? "-F" : "--form-string",
            quote(value instanceof File ? `${name}=@${value.name}` : `${name}=${value}`)));
    else if (request.body instanceof File)
        parts.push("--data-binary", quote(`@${request.body.name}`));
    else if (request.body !== undefined)
        parts.push("--data-binary", quote(request.body));
    return parts.join(" ");
}

function token(): string | undefined {
    return find<HTMLMetaElement>("meta[name=engram-token]")?.content;
}

async function send(form: HTMLFormElement): Promise<void> {
    find(".outcome", form)?.remove();
    const outcome = make("div", "outcome", "");
    outcome.setAttribute("role", "status");
    form.append(outcome);
    if (form.dataset["typed"] !== undefined && find<HTMLInputElement>("[name=typed]", form)!.value !== form.dataset["typed"])
        return outcome.append(make("p", "problem", "That is not its name."));
    if (form.dataset["sure"] !== undefined && !confirm(form.dataset["sure"]))
        return;
    const button = find<HTMLButtonElement>("button", form)!;
    button.disabled = true;
    form.setAttribute("aria-busy", "true");
    try {
        await follow(form, outcome, requestOf(form));
    } catch (fault) {
        outcome.append(make("p", "problem", fault instanceof SyntaxError ? `That is no JSON: ${fault.message}` : "The service does not answer."));
    } finally {
        button.disabled = false;
        form.removeAttribute("aria-busy");
    }
}

async function follow(form: HTMLFormElement, outcome: HTMLElement, request: ApiRequest): Promise<void> {
    const command = curlOf(request);
    const headers = token() === undefined ? request.headers : { ...request.headers, "X-Engram-Token": token()! };
    const response = await fetch(request.url, { method: request.method, headers, body: request.body ?? null });
    const answer = response.headers.get("Content-Type")?.includes("json") ? await response.json() as Answer : {};
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

function pageOf(template: string, answer: Answer): string {
    return template.replace("{id}", encodeURIComponent(String(answer["id"])));
}

async function showResult(page: string): Promise<void> {
    const article = find<HTMLElement>("main article", await fetchPage(page));
    if (article === null)
        return location.assign(page);
    const result = document.adoptNode(article);
    const link = make("a", "button", "Its own page") as HTMLAnchorElement;
    link.href = page;
    find("#result")!.replaceChildren(result, link);
    if (result.dataset["until"] !== undefined)
        watchResult(result, page);
    prepare(result);
}

// ---- Pictures ----

/** Takes a dropped or pasted picture into the page's field for one. */
function takeFile(event: Event, data: DataTransfer | null): void {
    const field = find<HTMLInputElement>("[data-takes-files]");
    const file = [...data?.files ?? []].find(one => one.type.startsWith("image/"));
    if (field === null || file === undefined)
        return;
    event.preventDefault();
    const transfer = new DataTransfer();
    transfer.items.add(file);
    field.files = transfer.files;
    const notice = find<HTMLElement>("#takes");
    if (notice !== null)
        notice.textContent = `Taken: ${file.name}, ${Math.ceil(file.size / 1024)} KiB.`;
}

/** The text's polygons are in pixels of the upright picture, whose size only the browser knows. */
function fitLayers(picture: HTMLImageElement): void {
    const layer = find(".layer.ocr", picture.parentElement!);
    if (layer !== null && picture.naturalWidth > 0)
        layer.setAttribute("viewBox", `0 0 ${picture.naturalWidth} ${picture.naturalHeight}`);
}

function prepare(within: ParentNode): void {
    for (const picture of within.querySelectorAll<HTMLImageElement>(".stack img")) {
        picture.addEventListener("load", () => fitLayers(picture));
        fitLayers(picture);
    }
}

// ---- Tags and their words ----

function light(button: HTMLElement): void {
    const words = new Set(JSON.parse(button.dataset["words"]!) as string[]);
    for (const word of document.querySelectorAll<HTMLElement>("[data-word]"))
        word.classList.toggle("lit", words.has(word.dataset["word"]!));
}

/** Lights what is pointed at, else what was chosen by a click, else nothing. */
function lightChosen(): void {
    const chosen = find<HTMLElement>("[data-words][aria-pressed=true]");
    if (chosen !== null)
        light(chosen);
    else
        document.querySelectorAll(".lit").forEach(word => word.classList.remove("lit"));
}

function buttonOf(event: Event): HTMLElement | null {
    return event.target instanceof Element ? event.target.closest<HTMLElement>("[data-words]") : null;
}

function choose(button: HTMLElement): void {
    const isChosen = button.getAttribute("aria-pressed") === "true";
    document.querySelectorAll("[data-words]").forEach(other => other.setAttribute("aria-pressed", "false"));
    button.setAttribute("aria-pressed", String(!isChosen));
    lightChosen();
}

for (const type of ["focusin", "pointerover"])
    document.addEventListener(type, event => { const button = buttonOf(event); if (button !== null) light(button); });
for (const type of ["focusout", "pointerout"])
    document.addEventListener(type, event => { if (buttonOf(event) !== null) lightChosen(); });
document.addEventListener("click", event => { const button = buttonOf(event); if (button !== null) choose(button); });
document.addEventListener("submit", event => {
    if (event.target instanceof HTMLFormElement && event.target.classList.contains("api")) {
        event.preventDefault();
        void send(event.target);
    }
});
document.addEventListener("paste", event => takeFile(event, event.clipboardData));
document.addEventListener("drop", event => takeFile(event, event.dataTransfer));
document.addEventListener("dragover", event => { if (find("[data-takes-files]") !== null) event.preventDefault(); });

const posts = find<HTMLElement>("#posts");
if (posts?.dataset["events"] !== undefined)
    watchPosts(posts, posts.dataset["events"]);
const unfinished = find<HTMLElement>("article[data-until]");
if (unfinished !== null)
    watchResult(unfinished, location.href);
prepare(document);
