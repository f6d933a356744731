using Engram.Contracts.Keyphrases;
using Engram.TestKit;
using Npgsql;

namespace Engram.Gateway.Tests;

public sealed class When_an_older_database_is_opened(PostgresFixture postgres)
{
    private const string LastOlderScript = "009-unknown-words.sql";

    [Fact(Timeout = 300_000)]
    public async Task Should_keep_the_pictures_and_results_of_its_posts()
    {
        var database = await postgres.CreateDatabaseAsync();
        await CreateOlderAsync(
            database,
            """
            insert into gateway.posts
                (id, public_id, body_sha256, text, picture_sha256, picture_bytes, state, created_at, finished_at, ocr_answered_at, ocr,
                    features_answered_at, features, keyphrases)
            values ('7863df9f-20ff-813c-9190-e3f98dd18d72', 'tweet:20', 'h', 'hello', 'ab', 3, 'tagged', '2026-01-02T03:04:05Z', now(),
                now(),
                '{"engine":"e","text":"OPEN","lines":[]}', now(),
                '{"grid":{"pictureSha256":"ab","model":"m/1","regions":49,"channels":8},"objects":[],"attributes":["cat"],"attributeModel":null}',
                '[{"phrase":"Spn Family","hashtag":"#SpnFamily","score":0.5,"source":"Generator","words":null}]')
            """,
            """
            insert into gateway.posts (id, public_id, body_sha256, text, picture_fault, state, created_at, due_at, command_id)
            values ('0198c8f4-2b6a-7c3d-9e4f-112233445566', '0198c8f4-2b6a-7c3d-9e4f-112233445566', 'h', 'hello',
                '{"code":"url-status","reason":"404"}', 'predicting', now(), now() + interval '1 hour', gen_random_uuid())
            """);

        await using var gateway = await GatewayHost.StartAsync(database);

        var post = await (await gateway.SendAsync(HttpMethod.Get, "/v1/posts/tweet:20")).JsonAsync();
        var image = Assert.Single(post.GetProperty("images").EnumerateArray());
        Assert.Equal(("read", "OPEN", "photo"), (image.GetProperty("status").GetString(),
            image.GetProperty("ocr").GetProperty("text").GetString(), image.GetProperty("kind").GetString()));
        Assert.Equal("cat", image.GetProperty("attributes")[0].GetString());
        Assert.Equal(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), post.GetProperty("receivedAt").GetDateTimeOffset());
        Assert.Equal("ab", await gateway.ScalarAsync<string>("select picture_sha256s[1] from gateway.posts where public_id = 'tweet:20'"));
        var tagged = await (await gateway.SendAsync(HttpMethod.Get, "/v1/posts?tag=spn%20family")).JsonAsync();
        Assert.Equal("tweet:20", Assert.Single(tagged.GetProperty("posts").EnumerateArray()).GetProperty("id").GetString());

        var unfetched = await (await gateway.SendAsync(HttpMethod.Get, "/v1/posts/0198c8f4-2b6a-7c3d-9e4f-112233445566")).JsonAsync();
        Assert.Equal("url-status", unfetched.GetProperty("images")[0].GetProperty("code").GetString());
        // It was unfinished, and goes on.
        Assert.Equal("hello", (await gateway.Others.HearAsync<PredictKeyphrases>(1))[0].Text);
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_keep_its_questions_under_their_ids()
    {
        var database = await postgres.CreateDatabaseAsync();
        await CreateOlderAsync(
            database,
            """
            insert into gateway.questions (id, set_id, memory, text, max_answers, state, created_at, finished_at, model, answers)
            values ('0198c8f4-2b6a-7c3d-9e4f-112233445566', gen_random_uuid(), 'movies', 'who?', 5, 'answered',
                '2026-01-02T03:04:05Z', now(), 'kv/1', '[{"text":"Steven Spielberg","score":0.5}]')
            """);

        await using var gateway = await GatewayHost.StartAsync(database);

        var question = await (await gateway.SendAsync(HttpMethod.Get, "/v1/questions/0198c8f4-2b6a-7c3d-9e4f-112233445566")).JsonAsync();
        Assert.Equal("Steven Spielberg", question.GetProperty("answer").GetString());
        await gateway.PostJsonAsync("/v1/questions", new { id = "new", text = "who?", story = new[] { "Mary left." } });
        var page = await (await gateway.SendAsync(HttpMethod.Get, "/v1/questions")).JsonAsync();
        Assert.Equal(
            ["new", "0198c8f4-2b6a-7c3d-9e4f-112233445566"],
            page.GetProperty("questions").EnumerateArray().Select(listed => listed.GetProperty("id").GetString()));
    }

    private static async Task CreateOlderAsync(string database, params string[] rows)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await ExecuteAsync(source, "create table public.schema_scripts (schema text, script text, applied_at timestamptz not null default now(), primary key (schema, script))");
        await ExecuteAsync(source, "create schema gateway");
        foreach (var path in Directory.GetFiles(Repository.PathOf("services", "gateway", "Schema")).Order(StringComparer.Ordinal))
        {
            var name = Path.GetFileName(path)["gateway.".Length..];
            if (string.CompareOrdinal(name, LastOlderScript) > 0)
                continue;
            await ExecuteAsync(source, (await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken)).Replace("{schema}",
                "gateway", StringComparison.Ordinal));
            await ExecuteAsync(source, $"insert into public.schema_scripts (schema, script) values ('gateway', '{name}')");
        }

        foreach (var row in rows)
            await ExecuteAsync(source, row);
    }

    private static async Task ExecuteAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
