// Uses a running gateway by the types that are generated from its OpenAPI document; node client.js URL runs it.
import createClient from "openapi-fetch";
import type { paths } from "./api.js";

declare const process: { argv: string[] };

const client = createClient<paths>({ baseUrl: process.argv[2] });

const set = await client.PUT("/v1/memories/{set}", { params: { path: { set: "typescript" } } });
if (set.error)
    throw new Error(set.error.detail ?? "no detail");
const memories: string[] = (await client.GET("/v1/memories")).data!.memories.map(one => one.name);

const posts = await client.GET("/v1/posts", { params: { query: { state: "tagged", limit: "10" } } });
const ids: string[] = posts.data!.posts.map(post => post.id);

const missing = await client.GET("/v1/questions/{id}", { params: { path: { id: "none" } } });
const refusal: string = missing.error?.type ?? "";

// What the document does not describe does not compile.
// @ts-expect-error: there is no such path.
void (() => client.GET("/v1/nothing"));
// @ts-expect-error: a name is a text.
export const wrong = (): number[] => client.GET("/v1/memories").then(answer => answer.data!.memories.map(one => one.name));

console.log(JSON.stringify({ memories, ids, refusal }));
