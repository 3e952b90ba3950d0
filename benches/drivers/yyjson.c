// yyjson, with a comparison index by index: what its reader makes possible to
// somebody who writes the plainest diff by hand. Applying is its own.
#include "driver.h"
#include "yyjson.h"

static yyjson_alc *memory;
static Text path;

static void put(Text *out, const char *text) { text_push(out, text, strlen(text)); }

// A token of a JSON Pointer inside of a JSON string.
static void token(const char *name, size_t len) {
    text_push(&path, "/", 1);
    size_t from = 0;
    for (size_t at = 0; at < len; at++) {
        unsigned char c = (unsigned char)name[at];
        if (c != '~' && c != '/' && c != '"' && c != '\\' && c >= 0x20) continue;
        char escaped[8];
        if (c == '~') strcpy(escaped, "~0");
        else if (c == '/') strcpy(escaped, "~1");
        else if (c == '"' || c == '\\') sprintf(escaped, "\\%c", c);
        else sprintf(escaped, "\\u%04x", c);
        text_push(&path, name + from, at - from);
        text_push(&path, escaped, strlen(escaped));
        from = at + 1;
    }
    text_push(&path, name + from, len - from);
}

static void element(size_t index) {
    char digits[24];
    int len = sprintf(digits, "/%zu", index);
    text_push(&path, digits, (size_t)len);
}

static void operation(Text *out, const char *name, yyjson_val *value) {
    put(out, out->len > 1 ? ",{\"op\":\"" : "{\"op\":\"");
    put(out, name);
    put(out, "\",\"path\":\"");
    text_push(out, path.data, path.len);
    put(out, "\"");
    if (value) {
        size_t len = 0;
        char *text = yyjson_val_write_opts(value, 0, memory, &len, NULL);
        put(out, ",\"value\":");
        text_push(out, text, len);
        memory->free(memory->ctx, text);
    }
    put(out, "}");
}

static void compare(yyjson_val *before, yyjson_val *after, Text *out);

static void objects(yyjson_val *before, yyjson_val *after, Text *out) {
    size_t here = path.len, shared = 0;
    yyjson_obj_iter left = yyjson_obj_iter_with(before), right = yyjson_obj_iter_with(after);
    yyjson_val *name;
    while ((name = yyjson_obj_iter_next(&left))) {
        const char *text = yyjson_get_str(name);
        size_t len = yyjson_get_len(name);
        yyjson_val *other = yyjson_obj_iter_getn(&right, text, len);
        token(text, len);
        if (other) {
            shared++;
            compare(yyjson_obj_iter_get_val(name), other, out);
        } else {
            operation(out, "remove", NULL);
        }
        path.len = here;
    }
    if (shared == yyjson_obj_size(after)) return;
    left = yyjson_obj_iter_with(before);
    right = yyjson_obj_iter_with(after);
    while ((name = yyjson_obj_iter_next(&right))) {
        const char *text = yyjson_get_str(name);
        size_t len = yyjson_get_len(name);
        if (yyjson_obj_iter_getn(&left, text, len)) continue;
        token(text, len);
        operation(out, "add", yyjson_obj_iter_get_val(name));
        path.len = here;
    }
}

static void arrays(yyjson_val *before, yyjson_val *after, Text *out) {
    size_t here = path.len, old = yyjson_arr_size(before), new = yyjson_arr_size(after), at = 0;
    yyjson_arr_iter left = yyjson_arr_iter_with(before), right = yyjson_arr_iter_with(after);
    for (; at < old && at < new; at++, path.len = here) {
        element(at);
        compare(yyjson_arr_iter_next(&left), yyjson_arr_iter_next(&right), out);
    }
    for (; at < new; at++, path.len = here) {
        element(at);
        operation(out, "add", yyjson_arr_iter_next(&right));
    }
    for (at = old; at > new; at--, path.len = here) {
        element(at - 1);
        operation(out, "remove", NULL);
    }
}

static void compare(yyjson_val *before, yyjson_val *after, Text *out) {
    if (yyjson_is_obj(before) && yyjson_is_obj(after)) objects(before, after, out);
    else if (yyjson_is_arr(before) && yyjson_is_arr(after)) arrays(before, after, out);
    else if (!yyjson_equals(before, after)) operation(out, "replace", after);
}

static yyjson_doc *reading(Text text) {
    return yyjson_read_opts(text.data, text.len, YYJSON_READ_NOFLAG, memory, NULL);
}

static const char *diff(Text before, Text after, Text *out) {
    yyjson_doc *old = reading(before), *new = reading(after);
    if (!old || !new) return "a text is not read";
    path.len = 0;
    put(out, "[");
    compare(yyjson_doc_get_root(old), yyjson_doc_get_root(new), out);
    put(out, "]");
    yyjson_doc_free(old);
    yyjson_doc_free(new);
    return NULL;
}

static const char *patched(Text before, Text after, Text *out, int merge) {
    yyjson_doc *old = reading(before), *patch = reading(after);
    if (!old || !patch) return "a text is not read";
    yyjson_mut_doc *doc = yyjson_mut_doc_new(memory);
    yyjson_val *root = yyjson_doc_get_root(old), *with = yyjson_doc_get_root(patch);
    yyjson_patch_err error = {0};
    yyjson_mut_val *result =
        merge ? yyjson_merge_patch(doc, root, with) : yyjson_patch(doc, root, with, &error);
    if (!result) return error.msg ? error.msg : "it does not apply";
    size_t len = 0;
    char *text = yyjson_mut_val_write_opts(result, 0, memory, &len, NULL);
    text_push(out, text, len);
    memory->free(memory->ctx, text);
    yyjson_mut_doc_free(doc);
    yyjson_doc_free(old);
    yyjson_doc_free(patch);
    return NULL;
}

static const char *apply(Text before, Text after, Text *out) {
    return patched(before, after, out, 0);
}

static const char *merge(Text before, Text after, Text *out) {
    return patched(before, after, out, 1);
}

int main(int count, char **args) {
    if (count != 3) return 2;
    // Memory that is kept from pair to pair, as this project's engine keeps its.
    memory = yyjson_alc_dyn_new();
    Work work = !strcmp(args[1], "diff") ? diff : !strcmp(args[1], "apply") ? apply : merge;
    return serve(args[2], work);
}
