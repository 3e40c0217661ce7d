/** Our mark as a file: a picture of a sun over hills in a rounded square. */
export const favicon =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">' +
  '<rect width="32" height="32" rx="8" fill="#4f46e5"/>' +
  '<circle cx="11.5" cy="11.5" r="3" fill="#e0e7ff"/>' +
  '<path d="M4.5 24.5 12 17l4.5 4.5L22 15l5.5 6v3.5Z" fill="#fff"/>' +
  '</svg>'
