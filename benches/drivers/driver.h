// What the native rivals share: reading the corpus, the loop that is timed, and
// what the bench asks for. See src/rivals/child.rs for the other side.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef struct {
    char *data;
    size_t len;
    size_t cap;
} Text;

static inline void text_push(Text *text, const char *data, size_t len) {
    if (text->len + len > text->cap) {
        text->cap = (text->len + len) * 2 + 64;
        text->data = (char *)realloc(text->data, text->cap);
    }
    memcpy(text->data + text->len, data, len);
    text->len += len;
}

// Does the work with two texts: writes to `out`, or returns what went wrong.
typedef const char *(*Work)(Text before, Text after, Text *out);

static Text read_text(FILE *file) {
    Text text = {0, 0, 0};
    if (fscanf(file, "%zu", &text.len) != 1) return text;
    fgetc(file);
    // Some engines want room behind a text; each text has its own.
    text.data = (char *)malloc(text.len + 64);
    memset(text.data + text.len, 0, 64);
    if (fread(text.data, 1, text.len, file) != text.len) exit(2);
    return text;
}

static int serve(const char *path, Work work) {
    FILE *file = fopen(path, "rb");
    if (!file) return 2;
    size_t count = 0;
    if (fscanf(file, "%zu", &count) != 1) return 2;
    Text *texts = (Text *)calloc(count * 2, sizeof(Text));
    for (size_t at = 0; at < count * 2; at++) texts[at] = read_text(file);
    fclose(file);
    Text out = {0, 0, 0};
    char line[4096];
    puts("ready");
    fflush(stdout);
    while (fgets(line, sizeof line, stdin)) {
        line[strcspn(line, "\n")] = 0;
        const char *fault = NULL;
        if (strncmp(line, "outputs ", 8) == 0) {
            FILE *to = fopen(line + 8, "wb");
            if (!to) return 2;
            for (size_t at = 0; at < count && !fault; at++) {
                out.len = 0;
                fault = work(texts[at * 2], texts[at * 2 + 1], &out);
                fprintf(to, "%zu\n", out.len);
                fwrite(out.data, 1, out.len, to);
            }
            fclose(to);
            if (!fault) puts("done");
        } else {
            struct timespec start, end;
            clock_gettime(CLOCK_THREAD_CPUTIME_ID, &start);
            for (size_t at = 0; at < count && !fault; at++) {
                out.len = 0;
                fault = work(texts[at * 2], texts[at * 2 + 1], &out);
            }
            clock_gettime(CLOCK_THREAD_CPUTIME_ID, &end);
            long long took = (end.tv_sec - start.tv_sec) * 1000000000LL + end.tv_nsec - start.tv_nsec;
            if (!fault) printf("%lld\n", took);
        }
        if (fault) printf("failed: %s\n", fault);
        fflush(stdout);
    }
    return 0;
}
