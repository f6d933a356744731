using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Engram.Contracts.Models;
using Engram.TestKit;

namespace Engram.Gateway.Tests.Trainings;

public sealed class When_a_training_brings_files(PostgresFixture postgres)
{
    private const string Training = """{"name":"stories","kind":"memn2n"}""";

    [Fact(Timeout = 300_000)]
    public async Task Should_store_them_while_it_is_not_finished()
    {
        await using var gateway = await StartAsync();
        using var form = Form(Training, ("train.txt", "one"), ("test.txt", "two"));

        var response = await gateway.SendAsync(HttpMethod.Post, "/v1/trainings", form);

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        var training = await response.JsonAsync();
        Assert.Equal("train.txt 3, test.txt 3", string.Join(", ", training.GetProperty("files").EnumerateArray()
            .Select(file => $"{file.GetProperty("name").GetString()} {file.GetProperty("bytes").GetInt64()}")));
        var files = (await gateway.Others.HearAsync<TrainModel>(1))[0].Files!;
        Assert.Equal(["train.txt one 3", "test.txt two 3"], await Task.WhenAll(files.Select(async file =>
            $"{file.Name} {Encoding.UTF8.GetString((await FindAsync(gateway, file))!)} {file.Bytes}")));

        await SweepBlobsAsync(gateway);
        Assert.NotNull(await FindAsync(gateway, files[0]));
        var id = training.GetProperty("id").GetGuid();
        await gateway.PublishAsync(Reports.Trained(id));
        await gateway.UntilAsync($"/v1/trainings/{id}", one => one.GetProperty("state").GetString() == "done");
        await SweepBlobsAsync(gateway);
        Assert.Null(await FindAsync(gateway, files[0]));
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_be_done_once_under_a_key_however_the_form_is_parted()
    {
        await using var gateway = await StartAsync();

        var first = await SendAsync(gateway, Form(Training, ("train.txt", "one")));
        var second = await SendAsync(gateway, Form(Training, ("train.txt", "one")));
        await (await SendAsync(gateway, Form(Training, ("train.txt", "other")))).ShouldBeProblemAsync(422, "idempotency-key-reused");

        Assert.Equal($"{await first.JsonAsync()}", $"{await second.JsonAsync()}");
        Assert.Equal(1, await gateway.CountAsync("gateway.trainings"));
    }

    [Theory(Timeout = 300_000)]
    [InlineData("../train.txt")]
    [InlineData("a/train.txt")]
    [InlineData(".train")]
    [InlineData("..")]
    public async Task Should_refuse_a_name_that_leads_elsewhere(string name)
    {
        await using var gateway = await StartAsync();
        using var form = Form(Training, (name, "one"));

        await (await gateway.SendAsync(HttpMethod.Post, "/v1/trainings", form)).ShouldBeProblemAsync(422, "invalid-field");
        Assert.Equal(0, await gateway.CountAsync("gateway.trainings"));
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_be_refused_with_its_problem()
    {
        await using var gateway = await StartAsync(
            ("Gateway:Trainings:MaxFiles", "2"), ("Gateway:Trainings:MaxFileBytes", "10"), ("Gateway:Trainings:MaxUploadBytes", "2048"));

        using var alone = Form(null, ("a.txt", "one"));
        await (await gateway.SendAsync(HttpMethod.Post, "/v1/trainings", alone)).ShouldBeProblemAsync(422, "invalid-field");
        using var twice = Form(Training, ("a.txt", "one"), ("a.txt", "two"));
        await (await gateway.SendAsync(HttpMethod.Post, "/v1/trainings", twice)).ShouldBeProblemAsync(422, "invalid-field");
        using var both = Form("""{"name":"stories","kind":"memn2n","data":"small"}""", ("a.txt", "one"));
        await (await gateway.SendAsync(HttpMethod.Post, "/v1/trainings", both)).ShouldBeProblemAsync(422, "invalid-field");
        using var elsewhere = new MultipartFormDataContent { { new StringContent(Training), "request" } };
        await (await gateway.SendAsync(HttpMethod.Post, "/v1/trainings", elsewhere)).ShouldBeProblemAsync(422, "invalid-field");
        using var wrong = Form("train");
        await (await gateway.SendAsync(HttpMethod.Post, "/v1/trainings", wrong)).ShouldBeProblemAsync(400, "malformed-json");

        using var many = Form(Training, ("a.txt", "1"), ("b.txt", "2"), ("c.txt", "3"));
        await (await gateway.SendAsync(HttpMethod.Post, "/v1/trainings", many)).ShouldBeProblemAsync(413, "too-large");
        using var large = Form(Training, ("a.txt", new string('x', 11)));
        await (await gateway.SendAsync(HttpMethod.Post, "/v1/trainings", large)).ShouldBeProblemAsync(413, "too-large");
        using var whole = Form(Training, ("a.txt", new string('x', 4096)));
        await (await gateway.SendAsync(HttpMethod.Post, "/v1/trainings", whole)).ShouldBeProblemAsync(413, "too-large");

        using var broken = new ByteArrayContent(
            Encoding.UTF8.GetBytes("--x\r\nContent-Disposition: form-data; name=\"training\"\r\n\r\nbroken off"));
        broken.Headers.ContentType = MediaTypeHeaderValue.Parse("multipart/form-data; boundary=x");
        await (await gateway.SendAsync(HttpMethod.Post, "/v1/trainings", broken)).ShouldBeProblemAsync(400, "malformed-form");
        Assert.Equal((0, 0), (await gateway.CountAsync("gateway.trainings"), await gateway.CountAsync("blobs.blobs")));
    }

    private async Task<GatewayHost> StartAsync(params (string, string)[] settings) =>
        await GatewayHost.StartAsync(await postgres.CreateDatabaseAsync(), null, settings);

    private static Task<byte[]?> FindAsync(GatewayHost gateway, TrainingFile file) =>
        gateway.Blobs.FindAsync(file.Sha256, TestContext.Current.CancellationToken);

    // A blob's age is measured by the database's clock, so the test moves put_at instead.
    private static async Task SweepBlobsAsync(GatewayHost gateway)
    {
        await gateway.ScalarAsync<int>(
            "with aged as (update blobs.blobs set put_at = put_at - interval '2 hours' returning 1) select count(*) from aged");
        await gateway.SweepAfterAsync(TimeSpan.FromHours(2));
    }

    private static async Task<HttpResponseMessage> SendAsync(GatewayHost gateway, MultipartFormDataContent form)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/trainings") { Content = form };
        request.Headers.Add("Idempotency-Key", "\"one\"");
        return await gateway.Http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private static MultipartFormDataContent Form(string? training, params (string Name, string Content)[] files)
    {
        var form = new MultipartFormDataContent();
        if (training is not null)
            form.Add(new StringContent(training), "training");
        foreach (var (name, content) in files)
            form.Add(new StringContent(content), "file", name);
        return form;
    }
}
