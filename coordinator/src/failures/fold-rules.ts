/** Folds everything in a line that differs from one attempt to the next: two lines with the same meaning become equal. */

/** Letters with digits that are words, not numbers: types, encodings, libraries. */
const wordsWithDigits =
	/^(u?int(8|16|32|64)|float(16|32|64)|complex(64|128)|utf-?(8|16|32)|latin-?1|sha-?(1|256|512)|md5|crc32|base64|x86|x64|amd64|arm64|ipv[46]|http2|h5|hdf5|c5|n5|mp4|jpeg2000|python[23]?|python3\.\d+|py[23]|log10|log1p|log2|expm1|sqrt2|atan2|[123]d|bzip2|lz4|cuda\d*|std|v8|lib\w+)$/i;

/** Patterns that look ahead cost more than the length of a line; what comes behind this is no longer read. */
const longestLine = 1_000;

export function foldLine(line: string): string {
	return (
		line
			.slice(0, longestLine)
			.replace(ansiColours, "")
			// What a progress bar wrote over itself.
			.replace(/^.*\r(?!$)/, "")
			.replace(controls, " ")
			.replace(leadingTime, "")
			.replace(/\b[a-z][a-z0-9+.-]*:\/\/[^\s"'`<>)\]]+/gi, "<url>")
			.replace(/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, "<uuid>")
			.replace(time, "<time>")
			.replace(quotedPath, (_whole, quote: string, path: string) => `${quote}${foldPath(path)}${quote}`)
			.replace(absolutePath, (_whole, before: string, path: string) => `${before}${foldPath(path)}`)
			.replace(relativePath, (path) => (isPath(path) ? foldPath(path) : path))
			.replace(/\b0x[0-9a-f]+\b/gi, "<hex>")
			.replace(/\b(?=[0-9a-f]*[0-9])(?=[0-9a-f]*[a-f])[0-9a-f]{8,}\b/gi, "<hex>")
			.replace(quotedName, (whole, quote: string, name: string) =>
				/\d/.test(name) && !name.startsWith("<") && !wordsWithDigits.test(name) ? `${quote}<name>${quote}` : whole,
			)
			.replace(imageName, (whole, name: string, ending: string) => (/\d/.test(name) ? `<name>.${ending}` : whole))
			.replace(/[\p{L}\p{N}_-]*\p{N}[\p{L}\p{N}_.-]*/gu, foldWord)
			.replace(/\s+/g, " ")
			.trim()
	);
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: terminals' colours begin with one.
const ansiColours = /\u001b\[[0-9;?]*[A-Za-z]/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is replaced.
const controls = /[\u0000-\u001f\u007f]/g;

const clock = String.raw`\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d+)?`;
const date = String.raw`\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{4}|(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)\w*,? )?(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]* +\d{1,2}(?:,? \d{4})?`;
const zone = String.raw`(?: ?(?:Z|UTC|[+-]\d{2}:?\d{2}))?`;
const moment = `(?:(?:${date})(?:[T ]+${clock}${zone})?|${clock}${zone})`;
/** What loggers put before a line, with the level behind it. */
const leadingTime = new RegExp(
	String.raw`^\s*[\[(]?${moment}[\])]?\s*[-|:,]?\s*(?:[\[(]?(?:DEBUG|INFO|WARN|WARNING|ERROR|CRITICAL|FATAL)[\])]?\s*[-|:]?\s+(?=\S))?`,
	"i",
);
const time = new RegExp(String.raw`\b${moment}\b`, "g");

const quotedPath = /(["'`])((?:[A-Za-z]:)?[^"'`\n]*[/\\][^"'`\n]*)\1/g;
const absolutePath = /(^|[\s("'`=[{<,:;])((?:[A-Za-z]:[\\/]|~?\/|\\\\)[^\s"'`<>()[\]{}:,;|]+)/g;
const relativePath = /(?<![\w<>])[\w.@+-]+(?:\/[\w.@+-]+)+\/?/g;
const quotedName = /(["'`])([^\s"'`]+)\1/g;
const imageName =
	/([\w-][\w.-]*)\.(tiff?|png|jpe?g|json|h5|hdf5|zarr|n5|csv|txt|log|mrc|nd2|czi|lif|raw|dat|npy|npz|mat|bin|xml|ya?ml)\b/gi;

/** `and/or` is none; `00/00123`, `a/b/c` and `src/main.rs` are. */
function isPath(text: string): boolean {
	return /\d/.test(text) || /\.\w{1,5}$/.test(text) || text.split("/").length > 2;
}

/** The ending says what kind of file it was. */
function foldPath(path: string): string {
	const ending = /\.([A-Za-z][A-Za-z0-9]{0,4})$/.exec(path);
	return ending ? `<path>.${ending[1]}` : "<path>";
}

function foldWord(word: string): string {
	const trailing = /[.-]*$/.exec(word)?.[0] ?? "";
	const bare = word.slice(0, word.length - trailing.length);
	if (wordsWithDigits.test(bare)) return word;
	if (/^-?\d+(\.\d+)*([eE][+-]?\d+)?%?$/.test(bare)) return `<n>${trailing}`;
	// A size or a time with its unit.
	const unit = /^-?\d+(?:\.\d+)?([a-zA-Z]{1,4})$/.exec(bare);
	if (unit) return `<n>${unit[1]}${trailing}`;
	// Wells and letters with a number: B03.
	if (/^[A-Z]\d{1,2}$/.test(bare)) return `<name>${trailing}`;
	return `${bare.replace(/\d+(?:\.\d+)?/g, "<n>")}${trailing}`;
}
