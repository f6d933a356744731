using System.Net.Http.Headers;
using Engram.Gateway.Tests;
using Engram.TestKit;

namespace Engram.Console.Tests;

/// <summary>Posts as other programs send them.</summary>
internal static class Samples
{
    public const string Text = "Every walk is the best walk when you are a dog";

    private const int WaitSeconds = 60;

    public static string Picture => Repository.PathOf("samples", "posts", "pictures", "dog-on-leash.png");

    public static async Task PostAsync(this GatewayHost gateway, string source, string sourceId, string text = Text)
    {
        using var response = await gateway.PostJsonAsync("/v1/posts", new { source, sourceId, text }, WaitSeconds);
        response.EnsureSuccessStatusCode();
    }

    /// <summary>Posts a text with a picture and waits for its result.</summary>
    public static async Task PostPictureAsync(this GatewayHost gateway, string id)
    {
        using var form = new MultipartFormDataContent
        {
            { new StringContent(id), "id" },
            { new StringContent(Text), "text" },
        };
        using var picture = new ByteArrayContent(await File.ReadAllBytesAsync(Picture, TestContext.Current.CancellationToken));
        picture.Headers.ContentType = new MediaTypeHeaderValue("image/png");
        form.Add(picture, "picture", "dog.png");
        using var response = await gateway.SendAsync(HttpMethod.Post, "/v1/posts", form, WaitSeconds);
        response.EnsureSuccessStatusCode();
    }

    public static async Task MakeSetAsync(this GatewayHost gateway, string name)
    {
        using var response = await gateway.SendAsync(HttpMethod.Put, $"/v1/memories/{name}");
        response.EnsureSuccessStatusCode();
    }
}
