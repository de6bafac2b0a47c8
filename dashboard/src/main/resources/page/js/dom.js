// Pages are built as trees of elements and then laid over what is shown, so that an update keeps focus, scroll position
// and selection. Text only ever becomes a text node: nothing here parses markup.

const SVG = "http://www.w3.org/2000/svg";

export function el(tag, attributes, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

export function svg(tag, attributes, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === null || value === undefined || value === false) {
      continue;
    }
    if (name === "style") {
      // Through the object model: the content security policy refuses style attributes.
      for (const [property, setting] of Object.entries(value)) {
        element.style.setProperty(property, setting);
      }
    } else {
      element.setAttribute(name, value === true ? "" : value);
    }
  }
  append(element, children);
  return element;
}

function append(element, children) {
  for (const child of children) {
    if (Array.isArray(child)) {
      append(element, child);
    } else if (child !== null && child !== undefined && child !== false) {
      element.append(child);
    }
  }
}

/**
 * Makes the children of `shown` equal to `wanted`, touching only what differs. An element with data-keep keeps its
 * inside.
 */
export function lay(shown, wanted) {
  const focused = document.activeElement;
  const holder = document.createElement(shown.nodeName);
  append(holder, [wanted]);
  layChildren(shown, holder);
  if (focused !== document.activeElement && focused?.isConnected) {
    focused.focus({ preventScroll: true });
  }
}

function layChildren(shown, wanted) {
  const keyed = new Map();
  for (const child of shown.children) {
    if (child.dataset.key !== undefined) {
      keyed.set(child.dataset.key, child);
    }
  }
  let place = shown.firstChild;
  for (const next of [...wanted.childNodes]) {
    const key = next.dataset?.key;
    let match = key === undefined ? place : keyed.get(key);
    if (key === undefined) {
      while (match?.dataset?.key !== undefined) {
        match = match.nextSibling;
      }
    }
    if (match && alike(match, next)) {
      if (match === place) {
        place = place.nextSibling;
      } else {
        shown.insertBefore(match, place);
      }
      layOver(match, next);
    } else {
      shown.insertBefore(next, place);
    }
  }
  while (place) {
    const rest = place.nextSibling;
    place.remove();
    place = rest;
  }
}

function alike(shown, wanted) {
  return (
    shown.nodeType === wanted.nodeType &&
    shown.nodeName === wanted.nodeName &&
    shown.dataset?.key === wanted.dataset?.key
  );
}

function layOver(shown, wanted) {
  if (shown.nodeType === Node.TEXT_NODE) {
    if (shown.nodeValue !== wanted.nodeValue) {
      shown.nodeValue = wanted.nodeValue;
    }
    return;
  }
  for (const { name } of [...shown.attributes]) {
    // Whether a <details> is open is the reader's affair.
    if (!wanted.hasAttribute(name) && name !== "open" && name !== "style") {
      shown.removeAttribute(name);
    }
  }
  for (const { name, value } of wanted.attributes) {
    if (name !== "style" && name !== "open" && shown.getAttribute(name) !== value) {
      shown.setAttribute(name, value);
    }
  }
  if (shown.hasAttribute("data-keep")) {
    return;
  }
  if (shown.style.cssText !== wanted.style.cssText) {
    shown.style.cssText = wanted.style.cssText;
  }
  layChildren(shown, wanted);
}
