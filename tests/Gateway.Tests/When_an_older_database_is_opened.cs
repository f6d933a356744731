using Engram.Contracts.Keyphrases;
using Engram.TestKit;
using Npgsql;

namespace Engram.Gateway.Tests;

/// <summary>Upgrades of the gateway's database schema.</summary>
public sealed class When_an_older_database_is_opened(PostgresFixture postgres)
{
    private const string LastOlderScript = "009-unknown-words.sql";

    /// <summary>The former names of the gateway's scripts, in order, when two were numbered 006 and two 007.</summary>
    private static readonly string[] OlderScripts =
    [
        "001-posts.sql", "002-questions.sql", "003-memories.sql", "004-models.sql", "005-attention.sql", "006-models-said.sql",
        "006-neighbours.sql", "007-hashing.sql", "007-stories.sql", "008-remembered.sql", LastOlderScript, "010-post-identity.sql",
        "011-sources.sql", "012-questions.sql", "013-changes.sql", "014-explained.sql",
    ];

    [Fact(Timeout = 300_000)]
    public async Task Should_keep_the_pictures_and_results_of_its_posts()
    {
        var database = await postgres.CreateEmptyDatabaseAsync();
        await CreateOlderAsync(
            database,
            LastOlderScript,
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
        // The post was unfinished before the upgrade, and the gateway continues with it.
        Assert.Equal("hello", (await gateway.Others.HearAsync<PredictKeyphrases>(1))[0].Text);
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_keep_its_questions_under_their_ids()
    {
        var database = await postgres.CreateEmptyDatabaseAsync();
        await CreateOlderAsync(
            database,
            LastOlderScript,
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

    [Fact(Timeout = 300_000)]
    public async Task Should_apply_no_script_again_that_it_knows_by_a_former_number()
    {
        var database = await postgres.CreateEmptyDatabaseAsync();
        await CreateOlderAsync(
            database,
            OlderScripts[^1],
            """
            insert into gateway.questions (id, public_id, story, text, max_answers, state, created_at, finished_at, model, answers, read_as)
            values ('0198c8f4-2b6a-7c3d-9e4f-112233445566', 'q', '["Mary left."]', 'who left?', 5, 'answered', '2026-01-02T03:04:05Z',
                now(), 'stories/1', '[{"text":"Mary","score":0.5}]', '[]')
            """,
            "update public.schema_scripts set applied_at = '2000-01-01'");

        for (var start = 1; start <= 2; start++)
        {
            await using var gateway = await GatewayHost.StartAsync(database);

            var question = await (await gateway.SendAsync(HttpMethod.Get, "/v1/questions/q")).JsonAsync();
            Assert.Equal("Mary", question.GetProperty("answer").GetString());
            Assert.Equal(OlderScripts.Order(StringComparer.Ordinal), await RecordedAsync(gateway, "applied_at = '2000-01-01'"));
            Assert.Equal(
                ScriptFiles.Select(NameOf).Except(OlderScripts),
                await RecordedAsync(gateway, "applied_at > '2000-01-01' and script not like 'delivery.%'"));
        }
    }

    private static IEnumerable<string> ScriptFiles =>
        Directory.GetFiles(Repository.PathOf("services", "gateway", "Schema")).Order(StringComparer.Ordinal);

    private static string NameOf(string file) => Path.GetFileName(file)["gateway.".Length..];

    private static async Task<string[]> RecordedAsync(GatewayHost gateway, string condition) => (await gateway.ScalarAsync<string>(
        "select string_agg(script, ' ' order by script collate \"C\") from public.schema_scripts "
        + $"where schema = 'gateway' and {condition}")).Split(' ');

    /// <summary>Creates a database as an older gateway did, with the scripts recorded under their former names.</summary>
    private static async Task CreateOlderAsync(string database, string lastScript, params string[] rows)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await ExecuteAsync(source, "create table public.schema_scripts (schema text, script text, applied_at timestamptz not null "
            + "default now(), primary key (schema, script))");
        await ExecuteAsync(source, "create schema gateway");
        foreach (var (file, name) in ScriptFiles.Zip(OlderScripts).TakeWhile(script => string.CompareOrdinal(script.Second,
            lastScript) <= 0))
        {
            Assert.EndsWith(name[3..], file, StringComparison.Ordinal);
            await ExecuteAsync(source, (await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)).Replace("{schema}",
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
