// nlohmann/json: `diff`, `patch` and `merge_patch` as they stand in its manual.
#include "driver.h"
#include <nlohmann/json.hpp>
#include <string>

using nlohmann::json;

static std::string fault;

template <typename Made> static const char *made(Text *out, Made make) {
    try {
        const std::string text = make().dump();
        text_push(out, text.data(), text.size());
        return nullptr;
    } catch (const std::exception &error) {
        fault = error.what();
        return fault.c_str();
    }
}

static json read(Text text) { return json::parse(text.data, text.data + text.len); }

static const char *diff(Text before, Text after, Text *out) {
    return made(out, [&] { return json::diff(read(before), read(after)); });
}

static const char *apply(Text before, Text after, Text *out) {
    return made(out, [&] { return read(before).patch(read(after)); });
}

static const char *merge(Text before, Text after, Text *out) {
    return made(out, [&] {
        json document = read(before);
        document.merge_patch(read(after));
        return document;
    });
}

int main(int count, char **args) {
    if (count != 3) return 2;
    const std::string kind = args[1];
    return serve(args[2], kind == "diff" ? diff : kind == "apply" ? apply : merge);
}
