using System.Text.Encodings.Web;
using System.Text.Json;

namespace Engram.ModelStore;

/// <summary>JSON settings of a package's files: camel case, indented, unescaped.</summary>
public static class ManifestJson
{
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        AllowDuplicateProperties = false,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>Reads a JSON file of a package.</summary>
    /// <exception cref="ModelPackageException">The file is missing or not valid; the message says where.</exception>
    public static T Read<T>(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            return JsonSerializer.Deserialize<T>(stream, Options) ?? throw new ModelPackageException($"{path} holds only null.");
        }
        // Our types throw these for valid JSON that is not a valid dimension, hash or name.
        catch (Exception error) when (error is JsonException or ArgumentException or FormatException or OverflowException)
        {
            throw new ModelPackageException($"{path} is not valid: {error.Message}", error);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ModelPackageException($"{path} does not exist.", error);
        }
    }

    public static void Write<T>(string path, T value)
    {
        using var stream = File.Create(path);
        JsonSerializer.Serialize(stream, value, Options);
        stream.WriteByte((byte)'\n');
    }
}
