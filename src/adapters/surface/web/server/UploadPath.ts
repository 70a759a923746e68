/** Where files are brought to: the one address that is sent more than words. */
export const uploadPath = "/api/v1/uploads"
