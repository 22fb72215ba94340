import { describe, expect, it } from "vitest";
import { parseNatsUrl } from "./nats-url.ts";

describe("a NATS address", () => {
	it("may be a host, with the usual port", () => {
		expect(parseNatsUrl("bus.example")).toEqual({
			servers: ["bus.example:4222"],
			isEncrypted: false,
			shown: "nats://bus.example:4222",
		});
		expect(parseNatsUrl("localhost:4333").servers).toEqual(["localhost:4333"]);
	});

	it("may hold a token or a user, which are never shown", () => {
		const withToken = parseNatsUrl("nats://s%2Fcret@127.0.0.1:4222");
		expect(withToken).toMatchObject({ token: "s/cret", shown: "nats://127.0.0.1:4222" });
		expect(withToken.user).toBeUndefined();
		expect(parseNatsUrl("tls://me:word@h")).toMatchObject({ user: "me", password: "word", isEncrypted: true });
	});

	it("may name several servers", () => {
		const address = parseNatsUrl("nats://t@a:1, nats://b:2");
		expect(address).toMatchObject({ servers: ["a:1", "b:2"], token: "t", shown: "nats://a:1,nats://b:2" });
	});

	it.each(["", "http://host", "nats://", "nats://user:secret@:1"])("is refused when it is %j", (url) => {
		expect(() => parseNatsUrl(url)).toThrow(expect.objectContaining({ code: "CONFIGURATION_INVALID" }));
		expect(() => parseNatsUrl(url)).not.toThrow(/secret/);
	});
});
