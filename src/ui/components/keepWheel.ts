/**
 * Lets the wheel scroll an element of ours before it scrolls the notebook. VS Code scrolls the notebook for every wheel
 * event whose target cannot scroll, and it sees only the host element of our shadow roots: so events that scroll
 * something inside are kept from it. At its end the notebook scrolls on, after a short rest.
 */

const REST_MS = 300;

export function keepWheel(element: HTMLElement): void {
	let lastScroll = -Infinity;
	const keep = (event: WheelEvent): void => {
		if (canScroll(element, event)) lastScroll = event.timeStamp;
		if (event.timeStamp - lastScroll < REST_MS) event.stopPropagation();
	};
	element.addEventListener('wheel', keep, { passive: true });
}

function canScroll(element: HTMLElement, { deltaX, deltaY }: WheelEvent): boolean {
	const { scrollTop, scrollLeft } = element;
	if (deltaY < 0 && scrollTop > 0) return true;
	if (deltaX < 0 && scrollLeft > 0) return true;
	// Sizes are rounded, positions are not.
	if (deltaY > 0 && scrollTop + element.clientHeight < element.scrollHeight - 1) return true;
	return deltaX > 0 && scrollLeft + element.clientWidth < element.scrollWidth - 1;
}
