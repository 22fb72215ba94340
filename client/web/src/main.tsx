import "@mantine/core/styles/baseline.layer.css";
import "@mantine/core/styles/default-css-variables.layer.css";
import "@mantine/core/styles/global.layer.css";
import "@mantine/core/styles/UnstyledButton.layer.css";
import "@mantine/core/styles/Button.layer.css";
import "@mantine/core/styles/ActionIcon.layer.css";
import "@mantine/core/styles/Loader.layer.css";
import "@mantine/core/styles/Input.layer.css";
import "@mantine/core/styles/Popover.layer.css";
import "./theme.css";
import { MantineProvider } from "@mantine/core";
import { createRoot } from "react-dom/client";
import { App } from "./app.tsx";
import { opening } from "./early.ts";
import { Live } from "./live/live.ts";
import { LiveContext } from "./live/live-context.tsx";

const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no element with the id root");

// The style sheets above hold what Mantine would otherwise write into <style> elements, which the content security
// policy does not allow.
createRoot(root).render(
	<MantineProvider forceColorScheme="dark" withCssVariables={false} withGlobalClasses={false}>
		<LiveContext value={new Live(window.location.origin, opening)}>
			<App />
		</LiveContext>
	</MantineProvider>,
);
