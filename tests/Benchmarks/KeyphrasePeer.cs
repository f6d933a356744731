using System.Diagnostics;
using System.Text.Json;
using Engram.ModelPackage;
using Engram.ModelPackage.Keyphrases;
using Engram.Standalone;

namespace Engram.Benchmarks;

/// <summary>
/// The same package in Debian's python3-torch, one thread, computed and searched as the papers' code does: a process that is told to go over all
/// posts, and answers when it has.
/// </summary>
internal sealed class KeyphrasePeer : IDisposable
{
    private const string Python = "/usr/bin/python3"; // Debian's, whatever else is on the path

    private readonly Process _process;
    private readonly string _postsPath;

    private KeyphrasePeer(Process process, string postsPath)
    {
        _process = process;
        _postsPath = postsPath;
    }

    /// <summary>The torch and the BLAS it runs on.</summary>
    public string Description { get; private set; } = "";

    /// <summary>Starts the peer and waits until it has loaded; or says why this machine can't run it.</summary>
    /// <param name="package">A keyphrase model without pictures, or with ones that no post has.</param>
    /// <param name="posts">Posts in the order of their batches.</param>
    public static async Task<(KeyphrasePeer? Peer, string? Reason)> StartAsync(InstalledModel package, IEnumerable<PostEncoding> posts)
    {
        if (!File.Exists(Python) || await RunAsync("-c", "import torch, numpy") is not 0)
            return (null, "Debian's python3-torch is not installed; 'make bench' installs it");
        var postsPath = Path.GetTempFileName();
        await File.WriteAllLinesAsync(postsPath, posts.Select(post => JsonSerializer.Serialize(
            new { post.Tokens, post.CopyIds, post.Words, post.UnknownWords, post.Attributes }, JsonSerializerOptions.Web)));
        var script = Path.Combine(Clone.Root, "tests", "Benchmarks", "peers", "keyphrases.py");
        var peer = new KeyphrasePeer(Start(script, package.Directory, postsPath), postsPath);
        var ready = await peer.AnswerAsync();
        peer.Description = $"torch {ready.GetProperty("torch").GetString()}, {ready.GetProperty("blas").GetString()}";
        return (peer, null);
    }

    /// <summary>Goes over all posts once: <c>beam</c> or <c>classifier</c>.</summary>
    public async Task<JsonElement> RunAsync(string task)
    {
        await _process.StandardInput.WriteLineAsync(task);
        await _process.StandardInput.FlushAsync();
        return await AnswerAsync();
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
        File.Delete(_postsPath);
    }

    private async Task<JsonElement> AnswerAsync() => await _process.StandardOutput.ReadLineAsync() is { } line
        ? JsonDocument.Parse(line).RootElement
        : throw new InvalidOperationException("The peer ended; what it said is on standard error.");

    private static async Task<int> RunAsync(params string[] arguments)
    {
        using var process = Start(arguments);
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        return process.ExitCode;
    }

    private static Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo(Python, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.Environment["OMP_NUM_THREADS"] = "1";
        return Process.Start(start)!;
    }
}
