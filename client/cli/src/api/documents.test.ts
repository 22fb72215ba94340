import { readFileSync } from "node:fs";
import { buildSchema, parse, validate } from "graphql";
import { describe, expect, it } from "vitest";
// @ts-expect-error The generator is a plain script, so that it runs on Node 20 without a build.
import { generate, targetPath } from "../../generate-documents.mjs";
import * as documents from "./generated/documents.ts";

const schema = buildSchema(readFileSync(new URL("../../../../coordinator/schema.graphql", import.meta.url), "utf8"));

describe("the command line's GraphQL documents", () => {
	it.each(Object.entries(documents))("%s is valid against the API's schema", (_name, text) => {
		expect(validate(schema, parse(text))).toEqual([]);
	});

	it("have the committed types that the schema gives them", () => {
		expect(readFileSync(targetPath, "utf8"), "stale: run `npm run generate -w client/cli`").toBe(generate());
	});
});
